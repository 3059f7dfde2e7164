package dev.understudy.cli.guest;

import dev.understudy.cli.CommandFailure;
import dev.understudy.cli.ExitCode;
import dev.understudy.cli.FileTree;
import dev.understudy.cli.Sizes;
import dev.understudy.cli.Verbosity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code understudy guest build}. */
@Command(
        name = "build",
        mixinStandardHelpOptions = true,
        description = {
            "Build a guest from Debian's packages for riscv64: kernel, firmware, initial RAM disk and a root disk.",
            "The host's own apt fetches and checks them; needs no root. Equal packages give equal bytes."
        },
        footer = {
            "",
            "Servers that start by themselves: redis-server (port 6379), nginx (80), memcached (11211).",
            "Scripts of packages are not run, so other servers are on the disk, but are yours to set up.",
            "",
            "Examples:",
            "  understudy guest build debian --with redis-server,nginx",
            "  understudy guest build debian --with redis-server --name cache --disk-size 2G",
            "  understudy guest build debian --with redis-server,nginx --offline --replace"
        })
final class GuestBuildCommand implements Callable<Integer> {
    /** Systems that can be built. */
    enum Distribution {
        debian
    }

    @Parameters(paramLabel = "SYSTEM", description = "What to build: ${COMPLETION-CANDIDATES}.")
    private Distribution distribution;

    @Option(
            names = "--with",
            split = ",",
            paramLabel = "PACKAGE",
            description = "Packages to have on the disk, with all that they depend on.")
    private List<String> packages = List.of();

    @Option(names = "--name", description = "The guest's name (default: that of the system).")
    private String name;

    @Option(
            names = "--disk-size",
            defaultValue = "512M",
            converter = Sizes.class,
            paramLabel = "SIZE",
            description = "The root disk, a sparse file (default: ${DEFAULT-VALUE}).")
    private long diskBytes;

    @Option(
            names = "--memory",
            defaultValue = "256M",
            converter = Sizes.class,
            paramLabel = "SIZE",
            description = "RAM that the guest gets unless told otherwise (default: ${DEFAULT-VALUE}).")
    private long memoryBytes;

    @Option(names = "--suite", defaultValue = "trixie", description = "Debian's release (default: ${DEFAULT-VALUE}).")
    private String suite;

    @Option(
            names = "--mirror",
            paramLabel = "URL",
            description = "A mirror of Debian (default: that of this host's apt).")
    private String mirror;

    @Option(
            names = "--keyring",
            defaultValue = "/usr/share/keyrings/debian-archive-keyring.gpg",
            paramLabel = "FILE",
            description = "Keys that the suite may be signed with (default: ${DEFAULT-VALUE}).")
    private Path keyring;

    @Option(
            names = "--cache",
            paramLabel = "FOLDER",
            description = "Where downloads are kept (default: understudy/apt in the user's cache folder).")
    private Path cache;

    @Option(names = "--offline", description = "Use what was downloaded before, and no network.")
    private boolean offline;

    @Option(names = "--replace", description = "Replace a guest of this name.")
    private boolean replace;

    @Option(
            names = "--keep-signatures",
            description = "Have the guest check its modules' signatures: 1.5 billion instructions more a boot.")
    private boolean keepSignatures;

    @Mixin
    private GuestsOption guests;

    @Mixin
    private Verbosity verbosity;

    private BuildProgress progress;

    @Override
    public Integer call() throws IOException {
        name = name != null ? name : distribution.name();
        GuestPlan plan = new GuestPlan(name, packages, diskBytes, memoryBytes, keepSignatures);
        GuestsFolder folder = guests.folder();
        if (folder.has(name) && !replace) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "there is a guest " + name + " already",
                    folder.of(name) + " exists",
                    "give --replace, or another --name");
        }
        progress = new BuildProgress(verbosity, System.console() != null);
        build(plan, folder);
        return ExitCode.DONE;
    }

    private void build(GuestPlan plan, GuestsFolder folder) throws IOException {
        try (BuildFolder building = BuildFolder.open(folder, name)) {
            try {
                build(plan, building.path());
                building.finish();
            } catch (IOException | CommandFailure e) {
                throw building.isBrokenOff() ? brokenOff() : failure(e, folder);
            }
        }
        say(folder.manifest(name));
    }

    private void build(GuestPlan plan, Path into) throws IOException {
        HostTools tools = HostTools.ofHost();
        Apt apt = Apt.in(cacheFolder(), source(tools), tools, offline);
        List<DebPackage> resolved = fetch(apt, plan);
        Path scratch = Files.createDirectory(into.resolve("scratch"));
        DebianGuest guest = new DebianGuest(plan, into, scratch, tools);
        progress.step("unpacking");
        Map<DebPackage, Path> files = new LinkedHashMap<>();
        resolved.forEach(one -> files.put(one, apt.file(one)));
        guest.unpack(files);
        progress.step("writing the initial RAM disk and the root disk");
        GuestManifest manifest = guest.write(resolved, System.getenv("SOURCE_DATE_EPOCH"));
        FileTree.delete(scratch);
        ManifestJson.write(manifest, into.resolve(GuestManifest.FILE));
    }

    private List<DebPackage> fetch(Apt apt, GuestPlan plan) throws IOException {
        progress.step(offline ? "looking at what was downloaded before" : "fetching the list of packages of " + suite);
        apt.update();
        apt.resolve(
                "the suite " + suite + " cannot be built",
                GuestPlan.BASE,
                offline ? "build once without --offline" : "give a --suite that has riscv64, such as trixie");
        List<DebPackage> resolved = apt.resolve(
                "cannot have " + String.join(", ", plan.packages()),
                plan.allPackages(),
                "give names of packages that " + suite + " has for riscv64");
        long bytes = resolved.stream().mapToLong(DebPackage::bytes).sum();
        progress.step(String.format(
                Locale.ROOT,
                "fetching %d packages, %,d kB, unless they are in %s",
                resolved.size(),
                bytes / 1000,
                cacheFolder()));
        apt.download(plan.allPackages(), progress::percent);
        return resolved;
    }

    private AptSource source(HostTools tools) throws IOException {
        if (!Files.isReadable(keyring)) {
            throw new CommandFailure(
                    ExitCode.HOST_LACKS,
                    "no keys to check Debian's signatures with",
                    keyring + " is not there, or not to be read",
                    "install the Debian package debian-archive-keyring, or give --keyring");
        }
        return new AptSource(mirror != null ? mirror : DebianMirror.ofHost(tools), suite, keyring);
    }

    private Path cacheFolder() {
        return cache != null ? cache.toAbsolutePath() : GuestsFolder.cacheOfUser(System.getenv());
    }

    private CommandFailure failure(Exception problem, GuestsFolder folder) {
        return problem instanceof CommandFailure known
                ? known
                : new CommandFailure(
                        ExitCode.FAILED,
                        "cannot build the guest " + name,
                        problem,
                        "see that there is room in " + folder.root() + " and that --disk-size is large enough");
    }

    private CommandFailure brokenOff() {
        return new CommandFailure(
                ExitCode.FAILED,
                "the build was broken off",
                "a signal ended it",
                "run it again: what was downloaded is kept");
    }

    private void say(GuestManifest manifest) {
        String serving = manifest.services().stream()
                .map(server -> server.name() + " on port " + server.port())
                .collect(Collectors.joining(", "));
        verbosity.say(name + " is built: " + manifest.system() + ", Linux " + manifest.kernelRelease()
                + (serving.isEmpty() ? ", starts no server" : ", starts " + serving));
    }
}
