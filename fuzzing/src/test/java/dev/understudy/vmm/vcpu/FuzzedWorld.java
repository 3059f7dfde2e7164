package dev.understudy.vmm.vcpu;

import dev.understudy.fuzzing.Script;
import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.HostEvent;
import dev.understudy.vmm.host.Inbox;
import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogSink;
import dev.understudy.vmm.log.LogSource;
import dev.understudy.vmm.log.Phase;
import dev.understudy.vmm.machine.BootImage;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineConfig;
import dev.understudy.vmm.machine.MemoryMap;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.replication.GuestTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/** A machine with a program, and a world around it in simulated time that does what a script says. */
final class FuzzedWorld implements OutputPath, LogSink {
    private static final int MAX_STEPS = 40;
    private static final int DISK_BYTES = 1 << 16;
    private static final MachineConfig CONFIG = new MachineConfig(
            1 << 20, DISK_BYTES, true, MachineConfig.parseMac("52:54:00:12:34:56"), "", 0, new byte[0]);

    private final Machine machine;
    private final Script script;
    private final Inbox inbox = new Inbox(64);
    private final List<LogEntry> entries = new ArrayList<>();
    private final List<Integer> outputs = new ArrayList<>();
    private final Queue<DiskRequest> atDisk = new ArrayDeque<>();
    private long nanos;
    private long nextFrame;
    private long nextInputByte;

    FuzzedWorld(byte[] program, Script script, Function<Hart, ExecutionEngine> engine) {
        this.script = script;
        this.machine = new Machine(CONFIG, BootImage.flat(program, MemoryMap.RAM_BASE), engine);
    }

    Machine machine() {
        return machine;
    }

    List<LogEntry> entries() {
        return entries;
    }

    /** A checksum of each. */
    List<Integer> outputs() {
        return outputs;
    }

    /** Live, to the end of the script and a few slices more. */
    void run() {
        Pacing pacing = new Pacing(1 + script.u8() * 16L, 0, 1_000_000, 300_000, 900_000, 1 << 20);
        LiveVcpu vcpu = new LiveVcpu(
                machine,
                inbox,
                () -> nanos += 100,
                new GuestTime(0, 0),
                bytes -> Arrays.fill(bytes, (byte) 0x5a),
                this,
                this,
                pacing);
        for (int step = 0; step < MAX_STEPS; step++) {
            happen();
            if (vcpu.step() == Vcpu.Step.ENDED) {
                return;
            }
        }
        Event.Digest end = new Event.Digest(machine.registerDigest(), machine.memoryDigest());
        append(new LogEntry(machine.instruction(), Phase.BEFORE, end));
    }

    private void happen() {
        switch (script.u8() & 7) {
            case 1 -> nanos += script.u16() * 1000L;
            case 2 -> inbox.offer(new HostEvent.FrameArrived(nextFrame++, new byte[script.u16() & 0x7ff]));
            case 3 -> {
                byte[] typed = script.block();
                inbox.offer(new HostEvent.ConsoleTyped(nextInputByte, typed));
                nextInputByte += typed.length;
            }
            case 4 -> answer(DiskStatus.values()[script.u8() % 3]);
            default -> answer(DiskStatus.OK);
        }
    }

    private void answer(DiskStatus status) {
        DiskRequest request = atDisk.poll();
        if (request != null) {
            boolean hasData = status == DiskStatus.OK && request.kind() == DiskRequest.Kind.READ;
            byte[] data = new byte[hasData ? request.length() : 0];
            inbox.offer(new HostEvent.DiskAnswered(request.id(), status, data));
        }
    }

    void output(Output output) {
        ByteWriter out = new ByteWriter(64);
        output.encode(out);
        outputs.add(Arrays.hashCode(out.toByteArray()));
    }

    // ---- of the live vCPU -------------------------------------------------------------------------------------------

    @Override
    public void output(Output output, long provenBy) {
        output(output);
        if (output instanceof Output.Disk write) {
            atDisk.add(write.request());
        }
    }

    @Override
    public void issue(DiskRequest request) {
        if (request.id() != LiveVcpu.OWN_FLUSH) {
            atDisk.add(request);
        }
    }

    @Override
    public void inputsTaken(long frame, long inputByte, long provenBy) {}

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public long append(LogEntry entry) {
        entries.add(entry);
        return entries.size() - 1L;
    }

    @Override
    public void flush() {}

    /** A whole log. */
    static final class Source implements LogSource {
        private final List<LogEntry> entries;
        private int taken;

        Source(List<LogEntry> entries) {
            this.entries = entries;
        }

        @Override
        public LogEntry peek() {
            return taken < entries.size() ? entries.get(taken) : null;
        }

        @Override
        public void take() {
            taken++;
        }

        @Override
        public long horizon() {
            return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).horizon();
        }

        @Override
        public boolean isSealed() {
            return true;
        }
    }
}
