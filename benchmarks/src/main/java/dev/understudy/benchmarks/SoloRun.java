package dev.understudy.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One guest in a process of its own, as {@code understudy run} or {@code understudy record} runs it, and what its {@code
 * --stats} say.
 *
 * @param cpuSeconds CPU time of the vCPU's thread
 */
record SoloRun(long instructions, double cpuSeconds, double wallSeconds) {
    private static final long LAST_LINES = 20;

    /** M instructions a second of CPU time. */
    double mips() {
        return instructions / cpuSeconds / 1e6;
    }

    static SoloRun bare(Path guest) throws IOException, InterruptedException {
        return of(List.of("run", "--kernel", guest.toString(), "--stats"));
    }

    /** With a journal, which is deleted again. */
    static SoloRun recorded(Path guest) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("understudy-bench");
        Path journal = folder.resolve("run.journal");
        try {
            return recorded(guest, journal);
        } finally {
            Files.deleteIfExists(journal);
            Files.deleteIfExists(folder);
        }
    }

    static SoloRun recorded(Path guest, Path journal) throws IOException, InterruptedException {
        return of(List.of("record", "--kernel", guest.toString(), "--stats", "--to", journal.toString()));
    }

    private static SoloRun of(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Host.java());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        SoloRun result = null;
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (line.startsWith("{\"schema\"")) {
                    result = parse(line);
                }
            }
        }
        int code = process.waitFor();
        if (code != 0 || result == null) {
            throw new IOException("understudy " + String.join(" ", arguments) + " ended with " + code + ":\n"
                    + String.join("\n", said.subList((int) Math.max(0, said.size() - LAST_LINES), said.size())));
        }
        return result;
    }

    private static SoloRun parse(String line) throws IOException {
        long instructions = 0;
        double cpu = 0;
        double wall = 0;
        try (JsonParser in = new JsonFactory().createParser(line)) {
            while (in.nextToken() != null) {
                if (in.currentToken() == JsonToken.FIELD_NAME) {
                    String name = in.currentName();
                    in.nextToken();
                    switch (name) {
                        case "instructions" -> instructions = in.getLongValue();
                        case "cpuSeconds" -> cpu = in.getDoubleValue();
                        case "wallSeconds" -> wall = in.getDoubleValue();
                        default -> {}
                    }
                }
            }
        }
        return new SoloRun(instructions, cpu, wall);
    }
}
