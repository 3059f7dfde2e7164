package dev.understudy.cli.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.cli.counter.CounterRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The counter, as in the README. */
final class CounterOnHosts implements HostGuest {
    private final Path root;

    /** @param root the checkout */
    CounterOnHosts(Path root) {
        this.root = root;
    }

    @Override
    public void furnish(Path folder) throws IOException {
        Files.copy(root.resolve("guests/counter/counter.elf"), folder.resolve("host-a/counter.elf"));
    }

    @Override
    public String typed(String line) {
        return line;
    }

    @Override
    public Class<?> clients() {
        return CountingClients.class;
    }

    @Override
    public void judgeDisk(Path image, long last) throws IOException {
        byte[] bytes = Files.readAllBytes(image);
        assertEquals(
                last,
                CounterRecord.newest(Arrays.copyOf(bytes, CounterRecord.DISK_BYTES))
                        .orElseThrow()
                        .value());
    }
}
