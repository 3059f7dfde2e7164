package dev.understudy.cli.guest;

import java.util.List;

/**
 * What a guest's folder holds; its file is written last, so that a folder with a manifest is whole.
 *
 * @param system such as "Debian trixie riscv64"
 * @param kernelRelease as {@code uname -r} gives it
 * @param commandLine the kernel's
 * @param memoryBytes RAM that suffices
 * @param files kernel, initrd, firmware and disk, by part
 * @param services servers that it starts
 * @param packages all that is in it, sorted
 */
record GuestManifest(
        String system,
        String kernelRelease,
        String commandLine,
        long memoryBytes,
        List<PartFile> files,
        List<Server> services,
        List<Installed> packages) {
    /** The file's name in the guest's folder. */
    static final String FILE = "guest.json";

    /** The parts of a guest, each a file of this name in its folder. */
    enum Part {
        FIRMWARE("fw_jump.bin"),
        KERNEL("kernel"),
        INITRD("initrd"),
        DISK("disk.img");

        private final String file;

        Part(String file) {
            this.file = file;
        }

        String file() {
            return file;
        }
    }

    /** One of the parts, as it was built. */
    record PartFile(Part part, long bytes, String sha256) {}

    /** A server and its TCP port. */
    record Server(String name, int port) {}

    /** A package in its version. */
    record Installed(String name, String version, String architecture) {}

    GuestManifest {
        files = List.copyOf(files);
        services = List.copyOf(services);
        packages = List.copyOf(packages);
    }

    PartFile file(Part part) {
        return files.stream()
                .filter(file -> file.part() == part)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + part));
    }
}
