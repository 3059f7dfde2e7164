package dev.understudy.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.JsonPointerBasedFilter;
import com.fasterxml.jackson.core.filter.TokenFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What fio's NBD engine does to a disk, one connection.
 *
 * @param pattern of {@code --rw}
 * @param block KiB of a request
 * @param depth requests in flight
 * @param writesASync a FLUSH after so many writes; 0: none
 */
record FioJob(String pattern, int block, int depth, int writesASync) {
    /** @param requests of the pattern's direction, FLUSH aside */
    record Result(long requests, double seconds) {
        double aSecond() {
            return requests / seconds;
        }
    }

    /** Blocks until fio ends. */
    Result run(String uri, int seconds) throws IOException, InterruptedException {
        Path report = Files.createTempFile("understudy-bench-fio", ".json");
        try {
            Process fio = new ProcessBuilder(command(uri, seconds, report))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(fio.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (fio.waitFor() != 0) {
                throw new IOException("fio ended with " + fio.waitFor() + ": " + said);
            }
            String direction = pattern.endsWith("read") ? "read" : "write";
            return new Result(
                    (long) number(report, "/jobs/0/" + direction + "/total_ios"),
                    number(report, "/jobs/0/" + direction + "/runtime") / 1000);
        } finally {
            Files.deleteIfExists(report);
        }
    }

    private List<String> command(String uri, int seconds, Path report) {
        return List.of(
                "fio",
                "--name=job",
                "--ioengine=nbd",
                "--uri=" + uri,
                "--rw=" + pattern,
                "--bs=" + block + "k",
                "--iodepth=" + depth,
                "--fsync=" + writesASync,
                "--randseed=1",
                "--time_based",
                "--runtime=" + seconds,
                "--output-format=json",
                "--output=" + report);
    }

    private static double number(Path report, String pointer) throws IOException {
        String text = Files.readString(report);
        try (JsonParser in = new FilteringParserDelegate(
                new JsonFactory().createParser(text.substring(text.indexOf('{'))), // warnings come first
                new JsonPointerBasedFilter(JsonPointer.compile(pointer)),
                TokenFilter.Inclusion.ONLY_INCLUDE_ALL,
                false)) {
            JsonToken token = in.nextToken();
            if (token == null || !token.isNumeric()) {
                throw new IOException("fio's report has no number " + pointer);
            }
            return in.getDoubleValue();
        }
    }

    @Override
    public String toString() {
        String what = pattern.startsWith("rand") ? "random " + pattern.substring(4) : "sequential " + pattern;
        String size = block >= 1024 ? block / 1024 + " MiB" : block + " KiB";
        String sync = writesASync == 0 ? "" : writesASync == 1 ? ", FLUSH after each" : ", FLUSH after " + writesASync;
        return what + " " + size + ", " + depth + " in flight" + sync;
    }
}
