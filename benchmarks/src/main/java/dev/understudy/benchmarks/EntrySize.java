package dev.understudy.benchmarks;

import dev.understudy.channel.LogTraffic;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.log.EntryKind;
import dev.understudy.vmm.log.JournalReader;
import dev.understudy.vmm.log.LogEncoder;
import dev.understudy.vmm.log.LogEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How many bytes does an entry of each kind take, before TLS? Records guests that make timer interrupts and read the clock
 * and random numbers, and encodes what was recorded once more as the channel does. The kinds that only a network makes are
 * in {@link PairTraffic}.
 */
public final class EntrySize {
    private EntrySize() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> guests = arguments.length > 0 ? List.of(arguments) : List.of("timer", "cpu");
        for (String guest : guests) {
            System.out.println("Entries of guests/" + guest + ", recorded");
            print(recorded(Host.guest(guest)));
        }
    }

    private static LogTraffic recorded(Path guest) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("understudy-bench");
        Path journal = folder.resolve("run.journal");
        try {
            SoloRun.recorded(guest, journal);
            return encoded(journal);
        } finally {
            Files.deleteIfExists(journal);
            Files.deleteIfExists(folder);
        }
    }

    private static LogTraffic encoded(Path file) throws IOException {
        LogTraffic traffic = new LogTraffic();
        try (JournalReader journal = JournalReader.open(file)) {
            LogEncoder encoder = new LogEncoder(journal.start());
            ByteWriter out = new ByteWriter(1 << 12);
            for (LogEntry entry = journal.peek(); entry != null; entry = journal.peek()) {
                out.clear();
                EntryKind kind = encoder.encode(entry, out);
                traffic.add(kind, out.size());
                journal.take();
            }
        }
        return traffic;
    }

    private static void print(LogTraffic traffic) {
        for (EntryKind kind : EntryKind.values()) {
            long entries = traffic.entries(kind);
            if (entries > 0) {
                System.out.printf(
                        "  %-16s %8d entries  %6.2f bytes each%n",
                        kind.label(), entries, (double) traffic.bytes(kind) / entries);
            }
        }
    }
}
