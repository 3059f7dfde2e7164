package dev.understudy.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Runs an NBD client of others. A missing one fails the test: interoperation is promised, so it is always tried. */
final class DebianTool {
    /** What a program said, and how it ended. */
    record Result(int exitCode, String output) {}

    private DebianTool() {}

    static Result run(String debianPackage, String... command) throws InterruptedException, IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return fail(command[0] + " is not installed: apt-get install " + debianPackage, e);
        }
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return fail(String.join(" ", command) + " does not end:\n" + output);
        }
        return new Result(process.exitValue(), output);
    }

    static String runOk(String debianPackage, String... command) throws InterruptedException, IOException {
        Result result = run(debianPackage, command);
        assertEquals(0, result.exitCode(), () -> String.join(" ", command) + "\n" + result.output());
        return result.output();
    }
}
