package dev.understudy.cli;

import picocli.CommandLine.Option;

/** How much is said on stderr. */
final class Verbosity {
    @Option(names = "-v", description = "Say more: causes with their stack traces.")
    boolean verbose;

    @Option(names = "--quiet", description = "Say nothing but errors.")
    boolean quiet;

    /** One line of progress. */
    void say(String line) {
        if (!quiet) {
            System.err.println("understudy: " + line);
        }
    }
}
