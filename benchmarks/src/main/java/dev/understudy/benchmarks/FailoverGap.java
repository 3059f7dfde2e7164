package dev.understudy.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How long do clients wait when the primary dies? {@code understudy demo}: SIGKILL, many times in a row, while clients count
 * in closed loops; for each kill the longest time in which none of them got a reply.
 *
 * <p>Arguments: kills (20), seconds of counting between them (2), the launcher ({@code ./understudy}, whose processes start from
 * the class archive; default: this JVM's classes, without one), a file for the histogram (none; {@code -}), a Debian guest whose
 * redis counts in place of the counter (none), the folder of guests (the user's). With redis the gap is the longest wait for one
 * answer, which is longer than a silence of all.
 */
public final class FailoverGap {
    private FailoverGap() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int kills = Host.number(arguments, 0, 20);
        int seconds = Host.number(arguments, 1, 2);
        Percentiles gaps = new Percentiles(gaps(factsOf(command(arguments, kills, seconds))));
        System.out.println("Gap after SIGKILL, " + kills + " kills, " + Host.describe());
        System.out.printf("  p50 %.0f ms  p99 %.0f ms  max %.0f ms%n", gaps.median(), gaps.at(99), gaps.most());
        System.out.println("  all: " + gaps);
        if (arguments.length > 3 && !arguments[3].equals("-")) {
            String title = "Longest silence at 4 clients after SIGKILL of the primary, " + kills + " kills";
            Files.writeString(Path.of(arguments[3]), new Histogram(title, gaps).svg());
        }
    }

    private static List<String> command(String[] arguments, int kills, int seconds) {
        List<String> command = new ArrayList<>(arguments.length > 2 ? List.of(arguments[2]) : Host.java());
        command.addAll(List.of("demo", "--json", "--kills", "" + kills, "--seconds", "" + seconds));
        if (arguments.length > 4) {
            command.add("--guest=" + arguments[4]);
        }
        if (arguments.length > 5) {
            command.add("--guests=" + arguments[5]);
        }
        return command;
    }

    private static String factsOf(List<String> command) throws IOException, InterruptedException {
        Process demo = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String facts = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = demo.waitFor();
        if (code != 0) {
            throw new IOException("the demo ended with " + code + ": " + facts);
        }
        return facts;
    }

    private static List<Double> gaps(String facts) throws IOException {
        List<Double> gaps = new ArrayList<>();
        try (JsonParser in = new JsonFactory().createParser(facts)) {
            boolean inGaps = false;
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    inGaps = in.currentName().equals("killGapsMillis");
                } else if (inGaps && token.isNumeric()) {
                    gaps.add(in.getDoubleValue());
                }
            }
        }
        return gaps;
    }
}
