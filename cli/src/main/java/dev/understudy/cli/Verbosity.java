package dev.understudy.cli;

import picocli.CommandLine.Option;

/** How much is said on stderr. */
public final class Verbosity {
    @Option(names = "-v", description = "Say more: causes with their stack traces.")
    boolean verbose;

    @Option(names = "--quiet", description = "Say nothing but errors.")
    boolean quiet;

    public boolean isVocal() {
        return !quiet;
    }

    /** One line of progress. */
    public void say(String line) {
        if (!quiet) {
            System.err.println("understudy: " + line);
        }
    }
}
