package dev.understudy.vmm.machine;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.NondeterministicSource;
import dev.understudy.isa.Ram;
import dev.understudy.isa.StopReason;
import dev.understudy.isa.interpreter.Interpreter;
import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.device.VirtioEntropy;
import dev.understudy.vmm.log.Event;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The whole computer, a pure function of its initial state and the events applied to it. It never knows its role: who
 * drives it connects a {@link MachinePort}. One thread, the vCPU's.
 */
public final class Machine implements NondeterministicSource {
    private final MachineConfig config;
    private final BootImage image;
    private final long tohost;
    private final Ram ram;
    private final Outputs outputs = new Outputs();
    private final Board board;
    private final Hart hart;
    private final ExecutionEngine engine;
    private final StateDigest digest;
    private final ByteWriter deviceBytes = new ByteWriter(4096);

    private MachinePort port;
    private long guestTime;
    private long nextFrame;
    private long nextInputByte;

    /** A machine in power-on state at instruction 0 of a new life. */
    public Machine(MachineConfig config, BootImage image) {
        this(config, image, Interpreter::new);
    }

    /** The same, its instructions executed by what {@code engine} makes for its hart. */
    public Machine(MachineConfig config, BootImage image, Function<Hart, ExecutionEngine> engine) {
        this.config = config;
        this.image = image.inRam(config.memoryBytes() - DeviceTree.ROOM);
        tohost = BootImageCodec.tohost(image);
        ram = new Ram(MemoryMap.RAM_BASE, (int) config.memoryBytes());
        board = new Board(config, ram, outputs, this::readTime);
        hart = new Hart(ram, board, this);
        board.plugIn(hart);
        this.engine = engine.apply(hart);
        digest = new StateDigest(ram);
        powerOn();
    }

    /** From now on {@code port} gives values and hears outputs. */
    public void connect(MachinePort port) {
        this.port = port;
        outputs.connect(port);
    }

    // ---- running --------------------------------------------------------------------------------------------------

    /** Number of the next instruction: how many have begun since the life began. */
    public long instruction() {
        return hart.instruction();
    }

    /** Address of the next instruction. */
    public long pc() {
        return hart.pc();
    }

    /** True if an interrupt is taken before the next instruction. */
    public boolean interruptPending() {
        return hart.interruptPending();
    }

    /** Executes to exactly {@code until}, or stops earlier: in WFI, at a reset, at the end of the life. */
    public StopReason run(long until) {
        return run(until, until);
    }

    /** The same, but stops anywhere between {@code enough} and {@code until}: where that costs least. */
    public StopReason run(long enough, long until) {
        if (ended()) {
            return StopReason.REQUESTED;
        }
        StopReason reason = engine.run(enough, until);
        if (outputs.takeReset()) {
            powerOn();
        }
        return reason;
    }

    /** Ends the run behind the instruction that is being executed; from inside a {@link MachinePort} call. */
    public void stopSoon() {
        hart.requestStop();
    }

    /** Something happens before the next instruction. Proofs and checks (digests, output points) are the driver's. */
    public void apply(Event event) {
        if (event instanceof Event.TimerDue) {
            timerDue();
        } else if (event instanceof Event.FrameReceived received) {
            nextFrame = received.number() + 1;
            board.network.received(received.frame());
        } else if (event instanceof Event.DiskCompleted done) {
            board.disk.completed(done.id(), done.status(), done.data());
        } else if (event instanceof Event.EntropyCompleted done) {
            board.entropy.completed(done.id(), done.data());
        } else if (event instanceof Event.ConsoleInput input) {
            nextInputByte = input.number() + input.data().length;
            board.uart.input(input.data());
        } else if (event instanceof Event.Stable stable) {
            board.disk.stable(stable.belowId());
        } else if (event instanceof Event.OperatorAction) {
            powerOn();
        } else if (!(event instanceof Event.Progress)) {
            throw new IllegalArgumentException(event + " happens to no machine");
        }
    }

    /** Guest time is now at least the deadline; every timer whose own is reached pends. */
    private void timerDue() {
        if (!timerArmed()) {
            throw new IllegalStateException("a timer became due, but none is armed");
        }
        guestTime = Math.max(guestTime, timerDeadline());
        if (board.clint.timerArmed() && isReached(board.clint.timerDeadline())) {
            board.clint.timerDue();
        }
        if (hart.supervisorTimerArmed() && isReached(hart.supervisorTimerDeadline())) {
            hart.supervisorTimerDue();
        }
    }

    private boolean isReached(long deadline) {
        return Long.compareUnsigned(deadline, guestTime) <= 0;
    }

    private void powerOn() {
        board.reset();
        Arrays.fill(ram.bytes(), (byte) 0);
        ram.replaced();
        for (BootImage.Segment segment : image.segments()) {
            ram.write(segment.physicalAddress(), segment.bytes(), 0, segment.bytes().length);
        }
        byte[] tree = DeviceTree.virt(config.board(image.initrd()));
        long treeAddress = ram.base() + ram.size() - DeviceTree.ROOM;
        ram.write(treeAddress, tree, 0, tree.length);
        hart.reset(image.entry());
        hart.setRegister(11, treeAddress);
    }

    // ---- values of non-deterministic instructions -----------------------------------------------------------------

    @Override
    public long readTime() {
        guestTime = port.readTime();
        return guestTime;
    }

    @Override
    public int readSeed() {
        return port.readSeed();
    }

    // ---- what the driver asks -------------------------------------------------------------------------------------

    /** Newest guest time that the state knows, in 10 MHz ticks. */
    public long guestTime() {
        return guestTime;
    }

    /** True if a {@code TimerDue} is to be made at {@link #timerDeadline()}. */
    public boolean timerArmed() {
        return board.clint.timerArmed() || hart.supervisorTimerArmed();
    }

    /** The earlier of mtimecmp and stimecmp, of those armed: guest time in 10 MHz ticks, unsigned. */
    public long timerDeadline() {
        if (!hart.supervisorTimerArmed()) {
            return board.clint.timerDeadline();
        }
        long machine = board.clint.timerArmed() ? board.clint.timerDeadline() : -1;
        long supervisor = hart.supervisorTimerDeadline();
        return Long.compareUnsigned(machine, supervisor) < 0 ? machine : supervisor;
    }

    public boolean canReceiveFrame() {
        return board.network != null && board.network.canReceive();
    }

    /** Console bytes that may be delivered now. */
    public int inputRoom() {
        return board.uart.inputRoom();
    }

    /** Number of the next inbound frame that the state wants. */
    public long nextFrame() {
        return nextFrame;
    }

    /** Number of the next console byte that the state wants. */
    public long nextInputByte() {
        return nextInputByte;
    }

    public boolean hasDisk() {
        return board.disk != null;
    }

    /** Requests not answered yet, in issue order. */
    public Collection<DiskRequest> pendingDisk() {
        return board.disk == null ? List.of() : board.disk.pending();
    }

    /** Completed writes that no completed flush covers, in the order of their completion. */
    public List<DiskRequest> unsyncedWrites() {
        return board.disk == null ? List.of() : board.disk.unsynced();
    }

    /** The same, but for what flushes among the {@code answered} requests cover, although no entry says so yet. */
    public List<DiskRequest> unsyncedWrites(Collection<Long> answered) {
        return board.disk == null ? List.of() : board.disk.unsynced(answered);
    }

    /** Memory that {@link #unsyncedWrites} holds, in bytes. */
    public long unsyncedBytes() {
        return board.disk == null ? 0 : board.disk.unsyncedBytes();
    }

    /** The {@code belowId} of a {@code Stable} that may be logged when a flush issued now is answered. */
    public long flushBound() {
        return board.disk.flushBound();
    }

    /** Entropy requests not answered yet: id and length. */
    public Collection<VirtioEntropy.Request> pendingEntropy() {
        return board.entropy.pending();
    }

    public boolean hasConsoleBytes() {
        return outputs.hasConsoleBytes();
    }

    /** Between two instructions: makes an output of the console bytes so far, proved by an entry that the driver makes. */
    public void closeConsole() {
        outputs.closeConsole();
        outputs.proved();
    }

    /** Outputs made since the life began: the number of the next one. */
    public long outputs() {
        return outputs.outputs();
    }

    /** Running checksum over all outputs. */
    public long outputChecksum() {
        return outputs.checksum();
    }

    /** True when the guest has powered its machine off. */
    public boolean ended() {
        return outputs.ended();
    }

    /** The guest's verdict once {@link #ended}. */
    public int exitCode() {
        return outputs.exitCode();
    }

    /** What the guest wrote into the HTIF {@code tohost} word, 0 for nothing or no such word. */
    public long tohost() {
        return tohost == 0 ? 0 : ram.load64(tohost);
    }

    /** Between two instructions: the life ends with this verdict, as if the guest had asked for it. */
    public void end(int exitCode) {
        outputs.powerOff(exitCode);
        outputs.endOfAccess();
    }

    public MachineConfig config() {
        return config;
    }

    // ---- digests and snapshots ------------------------------------------------------------------------------------

    /** 64 bits over hart and devices. */
    public long registerDigest() {
        deviceBytes.clear();
        saveNumbers(deviceBytes);
        board.digest(deviceBytes);
        return StateDigest.registers(hart.save(), deviceBytes);
    }

    /** 64 bits over all of RAM; takes the time of the pages changed since the last call. Never 0. */
    public long memoryDigest() {
        return digest.memory();
    }

    /** The hart's state, a word each named by {@link Hart#stateNames}. */
    public long[] hartState() {
        return hart.save();
    }

    /** The part of {@link #registerDigest} that each device has in it, by the device's name on the board. */
    public SortedMap<String, byte[]> deviceStates() {
        return board.states();
    }

    /** A copy of {@code length} bytes of RAM from a physical address on. */
    public byte[] memory(long address, int length) {
        byte[] copy = new byte[length];
        ram.read(address, copy, 0, length);
        return copy;
    }

    private void saveNumbers(ByteWriter out) {
        out.u64(guestTime).u64(nextFrame).u64(nextInputByte);
        outputs.save(out);
    }

    /** Everything but RAM: configuration, boot image, hart, devices, numbers. */
    void save(ByteWriter out) {
        config.encode(out);
        BootImageCodec.encode(image, out);
        long[] words = hart.save();
        out.varint(words.length);
        for (long word : words) {
            out.u64(word);
        }
        saveNumbers(out);
        board.save(out);
    }

    /** A machine in the state that {@link #save} wrote, with this RAM content. */
    static Machine restore(ByteReader in, Consumer<Ram> fillRam, Function<Hart, ExecutionEngine> engine) {
        Machine machine = new Machine(MachineConfig.decode(in), BootImageCodec.decode(in), engine);
        fillRam.accept(machine.ram);
        machine.ram.replaced();
        long[] words = new long[in.count(Hart.stateNames().size(), "words of hart state")];
        for (int i = 0; i < words.length; i++) {
            words[i] = in.u64();
        }
        machine.restoreHart(words);
        machine.guestTime = in.u64();
        machine.nextFrame = in.u64();
        machine.nextInputByte = in.u64();
        machine.outputs.restore(in);
        machine.board.restore(in);
        machine.restoreHart(words);
        in.expectEnd("machine state");
        return machine;
    }

    private void restoreHart(long[] words) {
        try {
            hart.restore(words);
        } catch (IllegalArgumentException e) {
            throw new MalformedBytes("machine state: " + e.getMessage());
        }
    }

    Ram ram() {
        return ram;
    }
}
