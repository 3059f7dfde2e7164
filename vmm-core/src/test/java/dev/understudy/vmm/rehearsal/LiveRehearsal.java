package dev.understudy.vmm.rehearsal;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.Clock;
import dev.understudy.vmm.host.DiskScheduler;
import dev.understudy.vmm.host.HostEvent;
import dev.understudy.vmm.host.Inbox;
import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.replication.GuestTime;
import dev.understudy.vmm.vcpu.LiveVcpu;
import dev.understudy.vmm.vcpu.OutputPath;
import dev.understudy.vmm.vcpu.Pacing;
import dev.understudy.vmm.vcpu.Vcpu;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A live machine in simulated time: the test is its world. Each look at the clock takes 100 ns; everything else happens
 * when the test says so.
 */
public final class LiveRehearsal implements OutputPath, Clock {
    /** Digests at every second slice or so, of memory at every tenth. */
    public static final long DIGEST_NANOS = 200_000;

    private final Machine machine;
    private final Inbox inbox = new Inbox(4096);
    private final EntryList log = new EntryList();
    private final List<Output> outputs = new ArrayList<>();
    private final List<Long> proofs = new ArrayList<>();
    private final DiskScheduler scheduler = new DiskScheduler(1024);
    private final List<DiskRequest> atDisk = new ArrayList<>();
    private final byte[] disk;
    private final LiveVcpu vcpu;
    private final long unsyncedBytes;
    private DiskRequest ownFlush;
    private int pathFullAt = Integer.MAX_VALUE;
    private long nextFrame;
    private long nextInputByte;
    private long nanos;

    public LiveRehearsal(Machine machine, long slice, long seed) {
        this(machine, slice, seed, 16 << 20);
    }

    /** @param unsyncedBytes at which the owner flushes by itself */
    public LiveRehearsal(Machine machine, long slice, long seed, long unsyncedBytes) {
        this.machine = machine;
        disk = new byte[(int) machine.config().diskBytes()];
        Random entropy = new Random(seed);
        this.unsyncedBytes = unsyncedBytes;
        GuestTime time = new GuestTime(machine.guestTime(), 0);
        nextFrame = machine.nextFrame();
        nextInputByte = machine.nextInputByte();
        vcpu = new LiveVcpu(machine, inbox, this, time, entropy::nextBytes, this, log, pacing(slice));
    }

    private Pacing pacing(long slice) {
        return new Pacing(slice, 0, 1_000_000, DIGEST_NANOS, 5 * DIGEST_NANOS, unsyncedBytes);
    }

    // ---- the vCPU's world -----------------------------------------------------------------------------------------

    @Override
    public long nanoTime() {
        nanos += 100;
        return nanos;
    }

    @Override
    public void output(Output output, long provenBy) {
        outputs.add(output);
        proofs.add(provenBy);
        if (output instanceof Output.Disk write) {
            submit(write.request());
        }
    }

    @Override
    public void issue(DiskRequest request) {
        if (request.id() == LiveVcpu.OWN_FLUSH) {
            ownFlush = request;
        } else {
            submit(request);
        }
    }

    private void submit(DiskRequest request) {
        scheduler.submit(request, false);
        startDisk();
    }

    private void startDisk() {
        for (DiskRequest next = scheduler.next(); next != null; next = scheduler.next()) {
            atDisk.add(next);
        }
    }

    @Override
    public void inputsTaken(long frame, long inputByte, long provenBy) {}

    @Override
    public boolean isFull() {
        return outputs.size() >= pathFullAt;
    }

    // ---- what the test does to it ---------------------------------------------------------------------------------

    public Vcpu.Step step() {
        return vcpu.step();
    }

    /** From now on slices of so many instructions. */
    public void slice(long instructions) {
        vcpu.startLog(log, pacing(instructions));
    }

    public void pass(long moreNanos) {
        nanos += moreNanos;
    }

    /** Simulated time since the life began. */
    public long nanos() {
        return nanos;
    }

    /** After {@link Vcpu.Step#IDLE}: neither its timer nor the disk will wake the guest. */
    boolean sleepsForGood() {
        boolean timer = machine.timerArmed() && machine.timerDeadline() >= 0; // unsigned, all ones for never
        return !timer && atDisk.isEmpty() && ownFlush == null;
    }

    /** A frame that the switch gives its next number. */
    public void send(byte[] frame) {
        sendAs(nextFrame++, frame);
    }

    /** A frame under a number of the test's choice. */
    public void sendAs(long number, byte[] frame) {
        inbox.offer(new HostEvent.FrameArrived(number, frame));
    }

    /** The switch drops a frame: a gap in the numbers. */
    public void loseFrame() {
        nextFrame++;
    }

    public void type(String text) {
        typeAs(nextInputByte, text);
        nextInputByte += text.length();
    }

    public void typeAs(long number, String text) {
        inbox.offer(new HostEvent.ConsoleTyped(number, text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }

    public void command(Runnable action) {
        inbox.offer(new HostEvent.Command(action));
    }

    /** What a new owner does first: the requests of the former one go out again. */
    public void reissue() {
        machine.pendingDisk().forEach(this::submit);
    }

    /** Requests that the disk works at: any of them may be answered next. */
    public List<DiskRequest> atDisk() {
        return atDisk;
    }

    /** The disk carries out and answers the {@code index}th of {@link #atDisk}. */
    public void answer(int index) {
        answer(index, DiskStatus.OK);
    }

    public void answer(int index, DiskStatus status) {
        DiskRequest request = atDisk.remove(index);
        int from = (int) request.offset();
        byte[] data = new byte[0];
        if (status == DiskStatus.OK) {
            switch (request.kind()) {
                case READ -> data = Arrays.copyOfRange(disk, from, from + request.length());
                case WRITE -> System.arraycopy(request.data(), 0, disk, from, request.length());
                case DISCARD, WRITE_ZEROES -> Arrays.fill(disk, from, from + request.length(), (byte) 0);
                case FLUSH -> {}
            }
        }
        scheduler.completed(request.id());
        inbox.offer(new HostEvent.DiskAnswered(request.id(), status, data));
        startDisk();
    }

    /** The owner's own flush that the disk has not answered, or null. */
    public DiskRequest ownFlush() {
        return ownFlush;
    }

    public void answerOwnFlush(DiskStatus status) {
        ownFlush = null;
        command(() -> vcpu.ownFlushAnswered(status));
    }

    /** The output path is full once it has taken so many outputs. */
    public void fillPathAfter(int count) {
        pathFullAt = count;
    }

    // ---- what the test sees ---------------------------------------------------------------------------------------

    public Machine machine() {
        return machine;
    }

    public LiveVcpu vcpu() {
        return vcpu;
    }

    public EntryList log() {
        return log;
    }

    public List<Output> outputs() {
        return outputs;
    }

    /** The sequence number that proves each of {@link #outputs}. */
    public List<Long> proofs() {
        return proofs;
    }

    public byte[] disk() {
        return disk;
    }

    /** All console output so far. */
    public String console() {
        return console(outputs);
    }

    public static String console(List<Output> outputs) {
        StringBuilder text = new StringBuilder();
        for (Output output : outputs) {
            if (output instanceof Output.Console console) {
                text.append(new String(console.data(), java.nio.charset.StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }
}
