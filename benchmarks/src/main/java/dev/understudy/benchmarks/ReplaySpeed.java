package dev.understudy.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How fast is replayed what was recorded under an interactive load? Debian boots, and then somebody at its console begins a small
 * piece of work each two seconds, and in the end switches it off. Wall time of the recording process over that of the one that replays its
 * journal, start of the JVM and warming up included: what is waited for in a recording need not be waited for in its replay.
 *
 * <p>Arguments: rounds (3), pieces of work (20), the folder of a guest (where {@code understudy guest build debian} puts it).
 */
public final class ReplaySpeed {
    private static final long LIMIT_SECONDS = 900;
    private static final long PIECE_MILLIS = 2000;
    private static final List<String> PIECES = List.of(
            "ls -lR /etc >/dev/null", "cat /usr/lib/os-release", "gzip -c /bin/sh | wc -c", "ps", "df", "dmesg | tail");

    private ReplaySpeed() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = Host.number(arguments, 0, 3);
        int pieces = Host.number(arguments, 1, 20);
        Optional<Path> guest = DebianRun.guest(arguments, 2);
        if (guest.isPresent()) {
            Answer answer = new Answer(ReplaySpeed.class, rounds + " rounds, " + pieces + " pieces of work each");
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                ratios.add(measured(answer, guest.get(), pieces));
            }
            answer.row("a recording's wall time over its replay's", "≥ 1.5", new Percentiles(ratios));
        }
    }

    private static double measured(Answer answer, Path guest, int pieces) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("understudy-bench-replay");
        try {
            Path journal = folder.resolve("run.journal");
            double recorded = recordedSeconds(guest, journal, pieces);
            double replayed = replayedSeconds(journal);
            answer.note("  recorded in %.1f s, replayed in %.1f s", recorded, replayed);
            return recorded / replayed;
        } finally {
            Host.deleteTree(folder);
        }
    }

    private static double recordedSeconds(Path guest, Path journal, int pieces)
            throws IOException, InterruptedException {
        try (DebianRun run = new DebianRun(files -> Contender.recording(files, journal), guest)) {
            GuestShell shell = new GuestShell(run.console());
            for (int i = 0; i < pieces; i++) {
                shell.seconds(PIECES.get(i % PIECES.size()));
                Thread.sleep(PIECE_MILLIS);
            }
            run.console().type("poweroff\n");
            run.console().end();
            return run.console().wallSeconds();
        }
    }

    private static double replayedSeconds(Path journal) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Host.understudy());
        command.addAll(List.of("replay", journal.toString()));
        try (TimedConsole console = new TimedConsole(command, LIMIT_SECONDS)) {
            console.await(Debian.SERVING);
            int verdict = console.end();
            if (verdict != 0) {
                throw new IOException("the replay ended with " + verdict);
            }
            return console.wallSeconds();
        }
    }
}
