package dev.understudy.cli;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;

/** What a demo tells while it runs: few lines with the time since its start; the processes' own lines only when asked for. */
final class DemoStory {
    private static final int MAX_DETAILS = 500;

    private final Verbosity verbosity;
    private final long began = System.nanoTime();
    private final ArrayDeque<String> details = new ArrayDeque<>();

    DemoStory(Verbosity verbosity) {
        this.verbosity = verbosity;
    }

    /** A step of the story. */
    synchronized void tell(String line) {
        if (!verbosity.quiet) {
            System.err.println(timed(line));
        }
    }

    /** What a process said: shown with {@code -v}, else kept for {@link #details}. Any thread. */
    synchronized void detail(String line) {
        if (verbosity.verbose) {
            System.err.println(timed("    " + line));
        } else if (details.size() < MAX_DETAILS) {
            details.add(timed("    " + line));
        }
    }

    private String timed(String line) {
        return String.format(Locale.ROOT, "%6.1f s  %s", (System.nanoTime() - began) / 1e9, line);
    }

    /** What was not shown, for a story that ends badly. */
    synchronized List<String> details() {
        return List.copyOf(details);
    }
}
