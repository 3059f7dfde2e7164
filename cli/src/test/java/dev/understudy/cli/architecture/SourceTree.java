package dev.understudy.cli.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The modules as they lie on the disk, seen from this module's folder. */
final class SourceTree {
    /** A module's folder and the package that is all its own. */
    enum Module {
        GUEST_ISA("guest-isa", "isa"),
        VMM_CORE("vmm-core", "vmm"),
        LOGGING_CHANNEL("logging-channel", "channel"),
        SHARED_DISK("shared-disk", "disk"),
        VIRTUAL_SWITCH("virtual-switch", "net"),
        CLI("cli", "cli");

        private final String folder;
        private final String packageName;

        Module(String folder, String packageName) {
            this.folder = folder;
            this.packageName = packageName;
        }

        /** With slashes, and one at the end. */
        String packagePrefix() {
            return "dev/understudy/" + packageName + "/";
        }

        /** All classes of the module, not its tests. */
        List<ClassFile> classes() {
            return files(ROOT.resolve(folder).resolve("target/classes"), ".class").stream()
                    .filter(path -> !path.endsWith("package-info.class"))
                    .map(path -> ClassFile.of(read(path)))
                    .toList();
        }

        /** Source files under {@code src/main/java} or {@code src/test/java}; none if there is no such folder. */
        List<Path> sources(String kind) {
            Path sources = ROOT.resolve(folder).resolve("src").resolve(kind).resolve("java");
            return Files.isDirectory(sources) ? files(sources, ".java") : List.of();
        }
    }

    static final Path ROOT =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();

    private SourceTree() {}

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> path.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("build all modules first: " + folder, e);
        }
    }

    private static byte[] read(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
