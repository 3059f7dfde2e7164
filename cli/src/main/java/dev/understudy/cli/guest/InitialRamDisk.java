package dev.understudy.cli.guest;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Busybox, our init and the kernel's modules. Not compressed: it is a file on the host, and unpacking it would cost the guest a
 * hundred instructions a byte. The modules, which come compressed, are unpacked for the same reason.
 */
final class InitialRamDisk {
    private InitialRamDisk() {}

    static void write(Path file, Path busybox, Path init, List<KernelModule> modules, long modified)
            throws IOException {
        try (CpioArchive archive = new CpioArchive(new BufferedOutputStream(Files.newOutputStream(file)), modified)) {
            archive.folder("bin");
            archive.file("bin/busybox", 0755, Files.readAllBytes(busybox));
            archive.folder("dev");
            archive.characterDevice("dev/console", 0600, 5, 1);
            archive.file("init", 0755, Files.readAllBytes(init));
            archive.folder("modules");
            for (KernelModule module : modules) {
                archive.file("modules/" + module.name() + ".ko", 0644, module.bytes());
            }
            String order = modules.stream().map(module -> module.name() + "\n").collect(Collectors.joining());
            archive.file("modules/order", 0644, order.getBytes(StandardCharsets.US_ASCII));
            archive.folder("root");
        }
    }
}
