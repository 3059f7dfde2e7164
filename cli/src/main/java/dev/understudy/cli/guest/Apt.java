package dev.understudy.cli.guest;

import dev.understudy.cli.CommandFailure;
import dev.understudy.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/**
 * The host's apt, looking at another distribution: lists, archives and state lie in a folder of ours, so that nothing of the
 * host changes and no root is needed. Apt checks every signature and hash.
 */
final class Apt {
    private static final String PROGRESS = "dlstatus:";

    private final Path folder;
    private final AptSource source;
    private final HostTools tools;
    private final boolean offline;

    private Apt(Path folder, AptSource source, HostTools tools, boolean offline) {
        this.folder = folder;
        this.source = source;
        this.tools = tools;
        this.offline = offline;
    }

    /**
     * @param folder of lists and archives, kept from build to build
     * @param offline only what lies there is used
     */
    static Apt in(Path folder, AptSource source, HostTools tools, boolean offline) throws IOException {
        for (String below : List.of("lists/partial", "archives/partial", "none/partial")) {
            Files.createDirectories(folder.resolve(below));
        }
        Files.writeString(folder.resolve("guest.sources"), source.stanza());
        Files.writeString(folder.resolve("status"), AptConfiguration.STATUS);
        Files.writeString(folder.resolve("apt.conf"), AptConfiguration.of(folder));
        return new Apt(folder, source, tools, offline);
    }

    /** Fetches the lists of packages. */
    void update() throws IOException {
        if (offline) {
            return;
        }
        HostTools.Result result = get("update");
        if (result.exitCode() != 0) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "cannot fetch the list of packages of " + source.suite(),
                    result.reason(),
                    "look at the network and at --mirror and --suite, or give --offline to use what was fetched before");
        }
    }

    /** The packages that are to be had under these names, with all they need, sorted. */
    List<DebPackage> resolve(String what, List<String> names, String hint) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-o", "Dir::Cache::archives=" + folder.resolve("none") + "/"));
        arguments.addAll(List.of("-qq", "--print-uris", "install"));
        arguments.addAll(names);
        HostTools.Result result = get(arguments.toArray(String[]::new));
        if (result.exitCode() != 0) {
            throw new CommandFailure(ExitCode.FAILED, what, result.reason(), hint);
        }
        TreeSet<DebPackage> packages = new TreeSet<>();
        for (String line : result.out()) {
            packages.add(DebPackage.ofUriLine(line));
        }
        return List.copyOf(packages);
    }

    /**
     * Sees to it that the packages' files are there.
     *
     * @param percent hears how much of them is
     */
    void download(List<String> names, IntConsumer percent) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("-qq", "-o", "APT::Status-Fd=1", "--download-only", "install"));
        if (offline) {
            arguments.add("--no-download");
        }
        arguments.addAll(names);
        HostTools.Result result = tools.run(line -> progress(line, percent), command(arguments));
        if (result.exitCode() != 0) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "cannot fetch the packages",
                    result.reason(),
                    offline
                            ? "build once without --offline"
                            : "look at the network and at the room in " + folder
                                    + ", and try again: what came is kept");
        }
    }

    private static void progress(String line, IntConsumer percent) {
        if (line.startsWith(PROGRESS)) {
            String[] fields = line.split(":", 4);
            if (fields.length == 4 && fields[2].matches("[0-9]{1,3}(\\.[0-9]+)?")) {
                percent.accept((int) Double.parseDouble(fields[2]));
            }
        }
    }

    /** The package's file, once it is downloaded. */
    Path file(DebPackage wanted) {
        return folder.resolve("archives").resolve(wanted.file());
    }

    private HostTools.Result get(String... arguments) throws IOException {
        return tools.run(command(List.of(arguments)));
    }

    private String[] command(List<String> arguments) {
        List<String> command = new ArrayList<>(
                List.of("apt-get", "-c", folder.resolve("apt.conf").toString(), "-y"));
        command.addAll(arguments);
        return command.toArray(String[]::new);
    }
}
