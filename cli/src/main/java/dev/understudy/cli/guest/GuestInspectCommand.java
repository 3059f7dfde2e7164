package dev.understudy.cli.guest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.understudy.cli.CommandFailure;
import dev.understudy.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code understudy guest inspect}. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Show what a guest is made of: files, kernel command line, servers, packages and their versions.",
        footer = {
            "",
            "Examples:",
            "  understudy guest inspect debian",
            "  understudy guest inspect debian --check && echo 'as it was built'",
            "",
            "Exit code: 0; with --check 1 if a file is not as it was built."
        })
final class GuestInspectCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The guest.")
    private String name;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Option(names = "--check", description = "Compare the files with the hashes taken when they were built.")
    private boolean check;

    @Mixin
    private GuestsOption guests;

    @Override
    public Integer call() throws IOException {
        GuestsFolder folder = guests.folder();
        GuestManifest manifest = folder.manifest(name);
        if (check) {
            check(manifest, folder.of(name));
        }
        if (json) {
            try (JsonGenerator out = new JsonFactory().createGenerator(System.out)) {
                out.useDefaultPrettyPrinter();
                ManifestJson.write(manifest, out);
            }
            System.out.println();
        } else {
            write(manifest, folder.of(name));
        }
        return ExitCode.DONE;
    }

    private void check(GuestManifest manifest, Path folder) throws IOException {
        for (GuestManifest.PartFile file : manifest.files()) {
            Path path = folder.resolve(file.part().file());
            String found = Sha256.of(path);
            if (!found.equals(file.sha256())) {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "the guest " + name + " is not as it was built",
                        path + " has the hash " + found + ", built was " + file.sha256(),
                        "build it again with --replace");
            }
        }
    }

    private static void write(GuestManifest manifest, Path folder) {
        System.out.println("system        " + manifest.system() + ", Linux " + manifest.kernelRelease());
        System.out.println("command line  " + manifest.commandLine());
        System.out.println("memory        " + (manifest.memoryBytes() >> 20) + " MB");
        for (GuestManifest.PartFile file : manifest.files()) {
            System.out.printf(
                    Locale.ROOT,
                    "%-12s  %s, %,d bytes, %s%n",
                    ManifestJson.key(file.part()),
                    folder.resolve(file.part().file()),
                    file.bytes(),
                    file.sha256());
        }
        for (GuestManifest.Server server : manifest.services()) {
            System.out.println("server        " + server.name() + ", TCP port " + server.port());
        }
        for (GuestManifest.Installed one : manifest.packages()) {
            System.out.println("package       " + one.name() + " " + one.version() + " " + one.architecture());
        }
    }
}
