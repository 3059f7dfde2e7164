package dev.understudy.cli.guest;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the guests are. */
public final class GuestsOption {
    @Option(
            names = "--guests",
            paramLabel = "FOLDER",
            description = "Where guests are kept (default: understudy/guests in the user's data folder).")
    private Path folder;

    public GuestsFolder folder() {
        return new GuestsFolder(folder != null ? folder.toAbsolutePath() : GuestsFolder.ofUser(System.getenv()));
    }
}
