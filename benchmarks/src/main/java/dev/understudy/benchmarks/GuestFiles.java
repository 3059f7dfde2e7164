package dev.understudy.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a machine is started with, whoever makes the machine.
 *
 * @param append the kernel's command line
 * @param debian the other files of a Debian guest
 */
record GuestFiles(Path kernel, String append, long mebibytes, Optional<Debian> debian) {
    private static final long KERNEL_MEBIBYTES = 128;

    /** @param disk a copy, since it is written to */
    record Debian(Path firmware, Path initrd, Path disk) {}

    /** One of {@code guests/kernels}, so many rounds of it. */
    static GuestFiles kernel(String name, int rounds) {
        return new GuestFiles(
                Host.fromCheckout("guests/kernels/" + name + ".elf"),
                "rounds=" + rounds,
                KERNEL_MEBIBYTES,
                Optional.empty());
    }

    /** A guest that {@code understudy guest build} made, on a copy of its disk. */
    static GuestFiles debian(Path folder, Path disk) throws IOException {
        String append = null;
        long bytes = 0;
        try (JsonParser in = new JsonFactory().createParser(Files.readString(folder.resolve("guest.json")))) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                switch (name) {
                    case "commandLine" -> append = in.getText();
                    case "memoryBytes" -> bytes = in.getLongValue();
                    default -> in.skipChildren();
                }
            }
        }
        if (append == null || bytes == 0) {
            throw new IOException(folder.resolve("guest.json") + " says no commandLine or no memoryBytes");
        }
        return new GuestFiles(
                folder.resolve("kernel"),
                append,
                bytes >> 20,
                Optional.of(new Debian(folder.resolve("fw_jump.bin"), folder.resolve("initrd"), disk)));
    }
}
