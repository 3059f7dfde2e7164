package dev.understudy.cli.guest;

import dev.understudy.cli.CommandFailure;
import dev.understudy.cli.ExitCode;
import dev.understudy.cli.guest.GuestManifest.Part;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Where built guests lie: a folder each, whole if there is a manifest in it. Names that begin with a dot are under way. */
public final class GuestsFolder {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private final Path root;

    public GuestsFolder(Path root) {
        this.root = root;
    }

    /** {@code $XDG_DATA_HOME/understudy/guests}, by default below {@code ~/.local/share} (XDG base directories). */
    public static Path ofUser(Map<String, String> environment) {
        return base(environment, "XDG_DATA_HOME", ".local/share").resolve("understudy/guests");
    }

    /** Where what was downloaded is kept: {@code $XDG_CACHE_HOME/understudy/apt}, by default below {@code ~/.cache}. */
    static Path cacheOfUser(Map<String, String> environment) {
        return base(environment, "XDG_CACHE_HOME", ".cache").resolve("understudy/apt");
    }

    /** A relative path in the variable is to be ignored, says the specification. */
    private static Path base(Map<String, String> environment, String variable, String below) {
        Path set = Path.of(environment.getOrDefault(variable, ""));
        return set.isAbsolute() ? set : Path.of(System.getProperty("user.home")).resolve(below);
    }

    Path root() {
        return root;
    }

    /** The name is the guest's host name too. */
    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "'" + name + "' is no name for a guest",
                    "a name has small letters, digits and, inside, hyphens; at most 63 of them",
                    "choose another name");
        }
    }

    Path of(String name) {
        checkName(name);
        return root.resolve(name);
    }

    boolean has(String name) {
        return Files.exists(of(name).resolve(GuestManifest.FILE));
    }

    GuestManifest manifest(String name) {
        try {
            return ManifestReader.read(of(name).resolve(GuestManifest.FILE));
        } catch (IOException | ArithmeticException e) {
            throw has(name)
                    ? new CommandFailure(
                            ExitCode.FAILED,
                            "the guest " + name + " is broken",
                            e,
                            "build it again with --replace, or remove it")
                    : new CommandFailure(
                            ExitCode.FAILED,
                            "no guest " + name,
                            root + " has no such guest",
                            "see understudy guest list, or build it with understudy guest build");
        }
    }

    /** Whether the guest starts this server. */
    public boolean serves(String name, String server) {
        return manifest(name).services().stream().anyMatch(one -> one.name().equals(server));
    }

    /** What a machine of this guest is started from. */
    public GuestParts parts(String name) {
        GuestManifest manifest = manifest(name);
        Path folder = of(name);
        return new GuestParts(
                folder.resolve(Part.KERNEL.file()),
                folder.resolve(Part.FIRMWARE.file()),
                folder.resolve(Part.INITRD.file()),
                folder.resolve(Part.DISK.file()),
                manifest.commandLine(),
                manifest.memoryBytes());
    }

    /** Names of all guests, sorted. */
    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(root)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
                for (Path folder : folders) {
                    String name = folder.getFileName().toString();
                    if (NAME.matcher(name).matches() && has(name)) {
                        names.add(name);
                    }
                }
            }
        }
        names.sort(null);
        return names;
    }
}
