package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A command line on a terminal of its own, made by {@code script} of util-linux; keys and screen are pipes. When the
 * command has ended, the terminal's settings are on the screen, then "ended with" and the exit code.
 */
final class PseudoTerminal implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 90;

    private final Process script;
    private final Path screen;
    private final Path name;

    private PseudoTerminal(Process script, Path screen, Path name) {
        this.script = script;
        this.screen = screen;
        this.name = name;
    }

    /** @param folder for the screen's content, and of the run folder */
    static PseudoTerminal start(Path folder, String... arguments) throws IOException {
        Path screen = Files.createTempFile(folder, "screen", "");
        Path name = screen.resolveSibling(screen.getFileName() + ".tty");
        String line = Commands.line(arguments).stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        Path commands = Files.writeString(
                screen.resolveSibling(screen.getFileName() + ".sh"),
                "tty > '" + name + "'\n" + line + "\necho ended with $?\nstty -a\necho END\n");
        ProcessBuilder builder = new ProcessBuilder("script", "-qfc", "sh '" + commands + "'", "/dev/null")
                .redirectErrorStream(true)
                .redirectOutput(screen.toFile());
        builder.environment().put("UNDERSTUDY_RUN", folder.resolve("run").toString());
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new PseudoTerminal(process, screen, name);
    }

    void press(String keys) throws IOException {
        script.getOutputStream().write(keys.getBytes(StandardCharsets.ISO_8859_1));
        script.getOutputStream().flush();
    }

    /** As a window's border being pulled: the terminal's size changes, and all that run on it get SIGWINCH. */
    void resize(int columns, int rows) throws IOException, InterruptedException {
        int code = new ProcessBuilder(
                        List.of("stty", "-F", Files.readString(name).strip(), "cols", "" + columns, "rows", "" + rows))
                .start()
                .waitFor();
        assertEquals(0, code);
    }

    String screen() throws IOException {
        return Files.readString(screen, StandardCharsets.ISO_8859_1);
    }

    /** How often that is on the screen. */
    long count(String pattern) throws IOException {
        return Pattern.compile(pattern).matcher(screen()).results().count();
    }

    void await(String pattern, int times) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (count(pattern) < times) {
            assertTrue(
                    System.nanoTime() < deadline && script.isAlive(),
                    "waited in vain for '" + pattern + "' " + times + " times:\n" + screen());
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Hangs up: what still runs there gets SIGHUP. */
    @Override
    public void close() {
        script.destroyForcibly();
    }
}
