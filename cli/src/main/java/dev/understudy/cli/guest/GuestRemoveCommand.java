package dev.understudy.cli.guest;

import dev.understudy.cli.CommandFailure;
import dev.understudy.cli.ExitCode;
import dev.understudy.cli.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code understudy guest remove}. The manifest goes first, so that half a removal leaves no guest. */
@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        description = "Remove guests. Downloaded packages are kept.",
        footer = {"", "Examples:", "  understudy guest remove debian"})
final class GuestRemoveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "The guests.")
    private List<String> names;

    @Mixin
    private GuestsOption guests;

    @Override
    public Integer call() throws IOException {
        GuestsFolder folder = guests.folder();
        for (String name : names) {
            Path guest = folder.of(name);
            if (!Files.isDirectory(guest)) {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "no guest " + name,
                        folder.root() + " has no such guest",
                        "see understudy guest list");
            }
            Files.deleteIfExists(guest.resolve(GuestManifest.FILE));
            FileTree.delete(guest);
        }
        return ExitCode.DONE;
    }
}
