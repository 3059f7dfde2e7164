package dev.understudy.cli;

import dev.understudy.cli.counter.Gap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The pair of a demo, which tells what happens to it. One thread. */
final class DemoPair implements AutoCloseable {
    /** What clients feel of a kill begins within that time. */
    private static final long AFTER_KILL_NANOS = 1_000_000_000;

    private static final long PROTECT_MILLIS = 60_000;

    private final Pair pair;
    private final DemoStory story;
    private final List<Long> killedAtNanos = new ArrayList<>();

    /** @param atEnd runs at the end of the process, also by Ctrl-C, behind the end of all children */
    DemoPair(PairSettings settings, Path folder, DemoStory story, Runnable atEnd) {
        this.story = story;
        pair = new Pair(settings, new RunFolder(folder.resolve("run")), story::detail);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            pair.close();
                            atEnd.run();
                        },
                        "end"));
    }

    Pair pair() {
        return pair;
    }

    void start() throws IOException, InterruptedException {
        story.tell("starting the disk server, the switch, the primary and its backup, as processes");
        pair.startWorld();
        pair.startReplicas();
    }

    int forwardPort(int index) {
        return pair.forwardPort(index);
    }

    /** For each kill the longest of the gaps, by {@link System#nanoTime}, that it can have made; milliseconds. */
    List<Double> killGapsMillis(List<Gap> gaps) {
        return killedAtNanos.stream()
                .map(at -> Gap.longestMillis(gaps, at, at + AFTER_KILL_NANOS))
                .toList();
    }

    /**
     * Kills the primary and waits until the next is protected, again and again.
     *
     * @param seconds before, between and behind the kills
     * @param sofar what clients have got, for the story
     */
    void killRepeatedly(int kills, int seconds, Supplier<String> sofar) throws IOException, InterruptedException {
        pause(seconds);
        for (int kill = 1; kill <= kills; kill++) {
            kill(sofar.get());
            awaitProtection();
            pause(seconds);
        }
    }

    private void kill(String sofar) throws IOException, InterruptedException {
        ChildProcess victim = pair.owner();
        if (victim == null) {
            throw new CommandFailure(
                    ExitCode.FAILED, "nobody to kill", "no replica owns the VM", "see the lines above");
        }
        story.tell(sofar + "; kill -9 " + victim.pid() + " (" + victim.name() + ", the primary)");
        killedAtNanos.add(System.nanoTime());
        victim.kill();
        pair.lookUntil(() -> pair.owner() != null && pair.owner() != victim, PROTECT_MILLIS);
        if (pair.owner() != null && pair.owner() != victim) {
            story.tell(pair.owner().name() + " is live; a new backup starts");
        }
    }

    private void pause(int seconds) throws IOException, InterruptedException {
        pair.lookUntil(() -> false, TimeUnit.SECONDS.toMillis(seconds));
    }

    void awaitProtection() throws IOException, InterruptedException {
        boolean safe = pair.lookUntil(
                () -> pair.owner() != null && pair.owner().isAlive() && pair.isProtected(), PROTECT_MILLIS);
        if (!safe) {
            throw new CommandFailure(
                    ExitCode.NOT_PROTECTED,
                    "the pair is not protected",
                    "no backup was armed within " + PROTECT_MILLIS + " ms",
                    "see the lines above");
        }
        ChildProcess backup = pair.backup();
        story.tell("PROTECTED: " + pair.owner().name() + " (pid " + pair.owner().pid() + ") is the primary"
                + (backup == null ? "" : ", " + backup.name() + " (pid " + backup.pid() + ") its backup"));
    }

    @Override
    public void close() {
        pair.close();
    }
}
