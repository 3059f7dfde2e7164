package dev.understudy.cli.guest;

import dev.understudy.cli.Verbosity;

/** Tells a build's steps on stderr; on a terminal also how far a download is. */
final class BuildProgress {
    private static final String BACK_AND_CLEAR = "\r\033[K";

    private final Verbosity verbosity;
    private final boolean terminal;
    private int shownPercent = -1;

    BuildProgress(Verbosity verbosity, boolean terminal) {
        this.verbosity = verbosity;
        this.terminal = terminal;
    }

    void step(String what) {
        clear();
        verbosity.say(what);
    }

    void percent(int percent) {
        if (terminal && verbosity.isVocal() && percent != shownPercent) {
            shownPercent = percent;
            System.err.print(BACK_AND_CLEAR + "understudy:   " + percent + " %");
            System.err.flush();
        }
    }

    private void clear() {
        if (shownPercent >= 0) {
            System.err.print(BACK_AND_CLEAR);
            shownPercent = -1;
        }
    }
}
