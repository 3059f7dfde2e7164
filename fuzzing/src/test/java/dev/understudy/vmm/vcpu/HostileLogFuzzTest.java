package dev.understudy.vmm.vcpu;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understudy.fuzzing.Script;
import dev.understudy.isa.interpreter.Interpreter;
import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogDecoder;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogPosition;
import dev.understudy.vmm.log.LogSamples;
import dev.understudy.vmm.log.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A log that this machine never made: the replay says so (Divergence) with a report for people, and nothing else. */
class HostileLogFuzzTest {
    private static final long FURTHEST = 50_000;

    /** Arms the timer far away, then counts: lui x10, 0x2004; sd x0, 0(x10); addi x5, x5, 1; j -4. */
    private static final byte[] PROGRAM = new ByteWriter(16)
            .u32(0x0200_4537)
            .u32(0x0005_3023)
            .u32(0x0012_8293)
            .u32(0xffdf_f06f)
            .toByteArray();

    static Stream<Arguments> logs() {
        return Script.seeds(
                LogSamples.encode(LogSamples.ENTRIES),
                log(new Event.TimerDue(), new Event.ConsoleInput(0, new byte[] {1}), new Event.Progress()),
                log(new Event.FrameReceived(0, new byte[60]), new Event.PowerOff(3)),
                log(new Event.Stable(4), new Event.OutputPoint(0, 0), new Event.Progress()));
    }

    private static byte[] log(Event... events) {
        List<LogEntry> entries = new ArrayList<>();
        for (Event event : events) {
            entries.add(new LogEntry(10 + entries.size(), Phase.BEFORE, event));
        }
        return LogSamples.encode(entries);
    }

    @MethodSource("logs")
    @FuzzTest
    void anyLogIsReplayedOrIsADivergenceWithAReport(byte[] bytes) {
        List<LogEntry> log = decode(bytes);
        FuzzedWorld world = new FuzzedWorld(PROGRAM, new Script(new byte[0]), Interpreter::new);
        ReplayVcpu replay = new ReplayVcpu(world.machine(), new FuzzedWorld.Source(log), world::output);
        try {
            while (replay.step() == Vcpu.Step.RAN) {
                assertTrue(world.machine().instruction() <= FURTHEST + 1, "beyond the horizon");
            }
        } catch (Divergence e) {
            assertTrue(
                    e.report().text().startsWith("diverged between instruction "),
                    e.report().text());
            assertTrue(e.report().text().length() < 10_000, "a report for people");
        }
    }

    private static List<LogEntry> decode(byte[] bytes) {
        LogDecoder decoder = new LogDecoder(LogPosition.START);
        ByteReader in = new ByteReader(bytes);
        List<LogEntry> entries = new ArrayList<>();
        try {
            while (in.remaining() > 0) {
                LogEntry entry = decoder.decode(in);
                if (entry.instruction() > FURTHEST) {
                    return entries;
                }
                entries.add(entry);
            }
        } catch (MalformedBytes e) {
            return entries;
        }
        return entries;
    }
}
