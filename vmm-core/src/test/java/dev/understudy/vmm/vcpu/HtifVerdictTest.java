package dev.understudy.vmm.vcpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.Inbox;
import dev.understudy.vmm.log.LogDecoder;
import dev.understudy.vmm.log.LogEncoder;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogPosition;
import dev.understudy.vmm.log.LogSink;
import dev.understudy.vmm.log.LogSource;
import dev.understudy.vmm.machine.BootImage;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineConfig;
import dev.understudy.vmm.machine.MemoryMap;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.replication.GuestTime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A verdict found in the guest's memory ends the life between two instructions, by an entry like everything else. */
class HtifVerdictTest {
    private static final int TOHOST = 64;

    private final ByteWriter wire = new ByteWriter(64);
    private final List<Output> outputs = new ArrayList<>();

    /** auipc t0, 0; li t1, 7; sd t1, 64(t0); j . */
    private static Machine machine() {
        int[] code = {0x00000297, 0x00700313, 0x0462b023, 0x0000006f};
        ByteBuffer bytes = ByteBuffer.allocate(TOHOST + 8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(code);
        long base = MemoryMap.RAM_BASE;
        return new Machine(
                new MachineConfig(1 << 20, 0, false, new byte[6], "", 0, new byte[0]),
                new BootImage(
                        base,
                        List.of(new BootImage.Segment(base, bytes.array(), bytes.capacity())),
                        Map.of("tohost", base + TOHOST)));
    }

    private final class Wire implements LogSink {
        private final LogEncoder encoder = new LogEncoder(LogPosition.START);
        private long entries;

        @Override
        public long append(LogEntry entry) {
            encoder.encode(entry, wire);
            return entries++;
        }

        @Override
        public void flush() {}

        @Override
        public boolean isFull() {
            return false;
        }
    }

    private final class Path implements OutputPath {
        @Override
        public void output(Output output, long provenBy) {
            outputs.add(output);
        }

        @Override
        public void issue(DiskRequest request) {}

        @Override
        public void inputsTaken(long nextFrame, long nextInputByte, long provenBy) {}

        @Override
        public boolean isFull() {
            return false;
        }
    }

    private final class Received implements LogSource {
        private final ByteReader in = new ByteReader(wire.buffer(), 0, wire.size());
        private final LogDecoder decoder = new LogDecoder(LogPosition.START);
        private LogEntry next;

        @Override
        public LogEntry peek() {
            if (next == null && in.remaining() > 0) {
                next = decoder.decode(in);
            }
            return next;
        }

        @Override
        public void take() {
            next = null;
        }

        @Override
        public long horizon() {
            return Long.MAX_VALUE;
        }

        @Override
        public boolean isSealed() {
            return true;
        }
    }

    @Test
    void verdictInMemoryEndsTheReplayToo() {
        Machine live = machine();
        LiveVcpu vcpu = new LiveVcpu(
                live, new Inbox(16), () -> 0, new GuestTime(0, 0), target -> {}, new Path(), new Wire(), Pacing.PAIR);
        assertEquals(Vcpu.Step.ENDED, vcpu.step());
        assertEquals(3, live.exitCode());
        assertTrue(outputs.get(0) instanceof Output.PowerOff end && end.exitCode() == 3);

        Machine machine = machine();
        ReplayVcpu replay = new ReplayVcpu(machine, new Received(), output -> {});
        while (replay.step() != Vcpu.Step.ENDED) {}
        assertTrue(machine.ended());
        assertEquals(3, machine.exitCode());
        assertEquals(live.instruction(), machine.instruction());
        assertEquals(live.outputChecksum(), machine.outputChecksum());
    }
}
