package dev.understudy.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Each question gets an answer. What it is says nothing here: runs are tiny, the machine is busy. */
class EveryBenchmarkRunsTest {
    private interface Main {
        void run(String... arguments) throws Exception;
    }

    private static String said(Main benchmark, String... arguments) throws Exception {
        PrintStream out = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            benchmark.run(arguments);
        } finally {
            System.setOut(out);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    private static void assertSays(String words, String text) {
        assertTrue(text.contains(words), () -> "\"" + words + "\" is missing in:\n" + text);
    }

    @Test
    void interpreterSpeed() throws Exception {
        assertSays("M instructions/s", said(InterpreterSpeed::main, "1", "timer"));
    }

    @Test
    void recordingOverhead() throws Exception {
        assertSays("recorded / bare by CPU time", said(RecordingOverhead::main, "1", "timer"));
    }

    @Test
    void entrySize() throws Exception {
        String text = said(EntrySize::main, "timer");
        assertSays("timer                 100 entries", text);
        assertSays("seed                  100 entries", text);
    }

    @Test
    void logCodecSpeed() throws Exception {
        var options = new OptionsBuilder()
                .include(LogCodecSpeed.class.getSimpleName())
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(20))
                .build();
        assertEquals(2, new Runner(options).run().size());
    }

    @Test
    void pairOverhead() throws Exception {
        Assumptions.assumeTrue(Host.isOnPath("riscv64-unknown-elf-gcc"), "no cross compiler");
        assertSays("primary / bare", said(PairOverhead::main, "1", "1"));
    }

    /** The tests of cli build it. */
    private static String debian() {
        Path guests = Path.of("../cli/target/guests");
        Assumptions.assumeTrue(Files.exists(guests.resolve("debian/guest.json")), "no Debian in " + guests);
        return guests.toString();
    }

    @Test
    void debianOverhead() throws Exception {
        Assumptions.assumeTrue(
                Host.isOnPath("redis-benchmark") && Host.isOnPath("passt"), "no redis-benchmark or no passt");
        List<String> rows =
                said(DebianOverhead::main, "1", "100", "1", debian()).lines().toList();
        int loads = RedisLoad.ALL.size() + (Host.isOnPath("wrk") ? 1 : 0);
        assertEquals(1 + loads, rows.size(), rows::toString);
        for (String row : rows.subList(1, rows.size())) {
            assertTrue(row.matches(".*recorded (?!0[.]000)[0-9.]+ .*pair (?!0[.]000)[0-9.]+ .*log .*"), row);
        }
    }

    @Test
    void outputHold() throws Exception {
        assertSays("output hold", said(OutputHold::main, "1", "2"));
    }

    @Test
    void pairTraffic() throws Exception {
        String text = said(PairTraffic::main, "1", "2");
        assertSays("bytes/s", text);
        assertSays("frame ", text);
    }

    @Test
    void failoverGap(@TempDir Path folder) throws Exception {
        Path picture = folder.resolve("gap.svg");
        Path launcher = folder.resolve("understudy");
        Files.writeString(launcher, "#!/bin/sh\nexec " + String.join(" ", Host.java()) + " \"$@\"\n");
        assertTrue(launcher.toFile().setExecutable(true));
        assertSays("p50", said(FailoverGap::main, "1", "1", launcher.toString(), picture.toString()));
        assertSays("1 kills", Files.readString(picture));
    }

    @Test
    void logBandwidth() throws Exception {
        Assumptions.assumeTrue(Host.isOnPath("riscv64-unknown-elf-gcc"), "no cross compiler");
        List<String> rows = said(LogBandwidth::main, "1", "1", "1").lines().toList();
        assertEquals(4, rows.size(), rows::toString);
        assertSays("| idle |", rows.get(0));
        for (String row : rows.subList(1, 4)) {
            // A ratio of 0 would be a load that never reached the guest.
            assertTrue(row.matches(".*recorded (?!0[.]000)[0-9.]+ .*pair (?!0[.]000)[0-9.]+ .*log .*"), row);
        }
    }

    @Test
    void nbdThroughput() throws Exception {
        Assumptions.assumeTrue(Host.isOnPath("fio") && Host.isOnPath("qemu-nbd"), "no fio or no qemu-nbd");
        List<String> rows = said(NbdThroughput::main, "1", "1", "8").lines().toList();
        assertEquals(NbdThroughput.JOBS.size(), rows.size(), rows::toString);
    }

    @Test
    void kernelSpeed() throws Exception {
        Assumptions.assumeTrue(Host.isOnPath("qemu-system-riscv64"), "no qemu-system-riscv64");
        assertSays("| chase | ", said(KernelSpeed::main, "1", "2", "chase"));
    }

    @Test
    void withoutAGuestNothingIsMeasuredWithDebian(@TempDir Path empty) throws Exception {
        assertEquals("", said(BootCost::main, "1", empty.toString()));
        assertEquals("", said(ProgramSpeed::main, "1", "1", empty.toString()));
    }
}
