package dev.understudy.benchmarks;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogDecoder;
import dev.understudy.vmm.log.LogEncoder;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogPosition;
import dev.understudy.vmm.log.Phase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long does it take to turn an entry of a typical log into bytes, and back? JMH; the figure is nanoseconds an entry. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LogCodecSpeed {
    static final int ENTRIES = 1000;
    private static final int FRAME_BYTES = 80;

    public static void main(String[] arguments) throws IOException {
        org.openjdk.jmh.Main.main(new String[] {LogCodecSpeed.class.getSimpleName()});
    }

    private final List<LogEntry> entries = new ArrayList<>(ENTRIES);
    private final ByteWriter out = new ByteWriter(1 << 16);
    private byte[] encoded;

    /** A request a round, as the counter makes them: frame in, clock read, write proven and completed, frame out proven. */
    @Setup
    public void make() {
        long instruction = 1_000_000;
        for (int round = 0; entries.size() < ENTRIES; round++) {
            add(instruction += 900, Phase.BEFORE, new Event.FrameReceived(round, new byte[FRAME_BYTES]));
            add(instruction += 400, Phase.DURING, new Event.TimeRead(5_000L * round));
            add(instruction += 700, Phase.DURING, new Event.OutputPoint(2L * round + 1, 0x1234_5678_9abcL * round));
            add(instruction += 200, Phase.BEFORE, new Event.DiskCompleted(round, DiskStatus.OK, new byte[0]));
            add(instruction += 900, Phase.DURING, new Event.OutputPoint(2L * round + 2, 0x9876_5432_1abcL * round));
        }
        encode();
        encoded = out.toByteArray();
    }

    private void add(long instruction, Phase phase, Event event) {
        entries.add(new LogEntry(instruction, phase, event));
    }

    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public int encode() {
        LogEncoder encoder = new LogEncoder(LogPosition.START);
        out.clear();
        for (LogEntry entry : entries) {
            encoder.encode(entry, out);
        }
        return out.size();
    }

    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public long decode() {
        LogDecoder decoder = new LogDecoder(LogPosition.START);
        ByteReader in = new ByteReader(encoded, 0, encoded.length);
        long last = 0;
        for (int i = 0; i < ENTRIES; i++) {
            last = decoder.decode(in).instruction();
        }
        return last;
    }
}
