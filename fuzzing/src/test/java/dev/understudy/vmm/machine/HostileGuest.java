package dev.understudy.vmm.machine;

import dev.understudy.fuzzing.Script;
import dev.understudy.isa.BusError;
import dev.understudy.isa.Hart;
import dev.understudy.isa.Ram;
import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.device.VirtioEntropy;
import dev.understudy.vmm.log.DiskStatus;
import java.util.ArrayList;
import java.util.List;

/** A board of its own and a guest that does to it what a script says, one operation after another. */
final class HostileGuest {
    private static final int RAM_BYTES = 1 << 16;
    private static final long RAM = MemoryMap.RAM_BASE;
    private static final int DESCRIPTORS = 0x1000;
    private static final int AVAILABLE = 0x3000;
    private static final int USED = 0x4000;
    private static final MachineConfig CONFIG =
            new MachineConfig(1 << 20, 1 << 20, true, MachineConfig.parseMac("52:54:00:12:34:56"), "", 0, new byte[0]);

    private final byte[] script;
    private final Script decisions;
    private int operations;
    private final Ram ram = new Ram(RAM, RAM_BYTES);
    private final Outputs outputs = new Outputs();
    private final Board board = new Board(CONFIG, ram, outputs, () -> 0x1234_5678L * operations);
    private final Hart hart = new Hart(ram, board, new Quiet());

    HostileGuest(byte[] script) {
        this.script = script;
        this.decisions = new Script(script);
        board.plugIn(hart);
        outputs.connect(new Quiet());
        board.reset();
    }

    boolean hasMore() {
        return decisions.hasMore();
    }

    void save(ByteWriter out) {
        outputs.save(out);
        board.save(out);
        board.digest(out);
        for (long word : hart.save()) {
            out.u64(word);
        }
        out.raw(SnapshotFormat.packMemory(ram.bytes()));
    }

    HostileGuest restoredFromSnapshot() {
        HostileGuest other = new HostileGuest(script);
        while (other.operations < operations) {
            other.skip();
        }
        ByteWriter state = new ByteWriter(4096);
        outputs.save(state);
        board.save(state);
        ByteReader in = new ByteReader(state.toByteArray());
        System.arraycopy(ram.bytes(), 0, other.ram.bytes(), 0, RAM_BYTES);
        other.ram.replaced();
        other.hart.restore(hart.save());
        other.outputs.restore(in);
        other.board.restore(in);
        in.expectEnd("the board");
        other.hart.restore(hart.save());
        return other;
    }

    private void skip() {
        operate(new Operation(decisions), false);
    }

    /** What the guest got to see. */
    String operate() {
        return operate(new Operation(decisions), true);
    }

    /** Every operation takes the same bytes of the script, whatever the state is. */
    private static final class Operation {
        final int kind;
        final int a;
        final int b;
        final int c;
        final byte[] data;

        Operation(Script script) {
            kind = script.u8();
            a = script.u8();
            b = script.u16();
            c = script.u32();
            data = (kind & 0x80) == 0 ? new byte[0] : script.block();
        }
    }

    private String operate(Operation op, boolean carryOut) {
        operations++;
        if (!carryOut || outputs.ended()) {
            return "";
        }
        try {
            return act(op);
        } catch (BusError e) {
            return "bus error";
        } finally {
            if (outputs.takeReset()) {
                board.reset();
            }
        }
    }

    private String act(Operation op) {
        MemoryMap place = MemoryMap.values()[op.a % 8];
        long at = place.base() + op.b % (place.size() + 8);
        int size = 1 << (op.a >>> 6);
        switch (op.kind & 0x0f) {
            case 0, 1 -> board.store(at, size, op.c);
            case 2 -> {
                return Long.toHexString(board.load(at, size));
            }
            case 3 -> ram.write(RAM + op.b, op.data, 0, Math.min(op.data.length, RAM_BYTES - op.b));
            case 4 -> descriptor(op);
            case 5 -> offer(op.a % 3, op.b, op.c);
            case 6 -> setUp(op.a % 3, op.b & 3, op.c);
            case 7 -> completeDisk(op);
            case 8 -> completeEntropy(op);
            case 9 -> receive(op);
            case 10 -> type(op);
            case 11 -> {
                if (board.clint.timerArmed()) {
                    board.clint.timerDue();
                }
            }
            case 12 -> board.disk.stable(op.c & 0xff);
            case 13 -> board.store(MemoryMap.PLIC.base() + (op.c & 0x3f_ffff), 4, op.b);
            case 14 -> {
                return Long.toHexString(board.load(MemoryMap.PLIC.base() + (op.c & 0x3f_ffff), 4));
            }
            default -> {
                return "flush " + board.disk.flushBound() + " unsynced " + board.disk.unsyncedBytes();
            }
        }
        return "";
    }

    /** Queues of a device lie 0x400 apart; addresses and lengths are near something worth hitting. */
    private void descriptor(Operation op) {
        long at = RAM + DESCRIPTORS + 16 * (op.a & 0x1f);
        long address = (op.b & 0x8000) != 0 ? (long) op.c << (op.b & 31) : RAM + (op.c & 0xffff);
        ram.store64(at, address);
        ram.store32(at + 8, (op.b & 0x4000) != 0 ? -op.b : op.c >>> 16 & 0x3fff);
        ram.store16(at + 12, op.b & 7);
        ram.store16(at + 14, op.b >>> 3 & 0x1f);
    }

    private void offer(int device, int head, int count) {
        int queue = head >>> 15;
        long ring = RAM + AVAILABLE + 0x400 * queue;
        int index = ram.load16(ring + 2);
        ram.store16(ring + 4 + 2L * (index & 31), head & 0x1ff);
        ram.store16(ring + 2, index + (count & 3));
        board.store(MemoryMap.virtio(device).base() + 0x50, 4, queue);
    }

    private void setUp(int device, int queue, int features) {
        long base = MemoryMap.virtio(device).base();
        board.store(base + 0x70, 4, 0);
        board.store(base + 0x70, 4, 3);
        board.store(base + 0x24, 4, 0);
        board.store(base + 0x20, 4, features);
        board.store(base + 0x24, 4, 1);
        board.store(base + 0x20, 4, 1);
        board.store(base + 0x70, 4, 11);
        for (int each = 0; each <= queue; each++) {
            board.store(base + 0x30, 4, each);
            board.store(base + 0x38, 4, 32);
            board.store(base + 0x80, 4, RAM + DESCRIPTORS);
            board.store(base + 0x90, 4, RAM + AVAILABLE + 0x400 * each);
            board.store(base + 0xa0, 4, RAM + USED + 0x400 * each);
            board.store(base + 0x44, 4, 1);
        }
        board.store(base + 0x70, 4, 15);
    }

    private void completeDisk(Operation op) {
        List<DiskRequest> pending = new ArrayList<>(board.disk.pending());
        if (!pending.isEmpty()) {
            DiskRequest request = pending.get(op.b % pending.size());
            DiskStatus status = DiskStatus.values()[op.a % 3];
            boolean read = status == DiskStatus.OK && request.kind() == DiskRequest.Kind.READ;
            board.disk.completed(request.id(), status, new byte[read ? request.length() : 0]);
        }
    }

    private void completeEntropy(Operation op) {
        List<VirtioEntropy.Request> pending = new ArrayList<>(board.entropy.pending());
        if (!pending.isEmpty()) {
            VirtioEntropy.Request request = pending.get(op.b % pending.size());
            board.entropy.completed(request.id(), new byte[request.length()]);
        }
    }

    private void receive(Operation op) {
        if (board.network.canReceive()) {
            board.network.received(new byte[14 + op.b % 1505]);
        }
    }

    private void type(Operation op) {
        if (board.uart.inputRoom() > 0) {
            board.uart.input(new byte[1 + op.a % board.uart.inputRoom()]);
        }
    }

    private static final class Quiet implements MachinePort {
        @Override
        public void output(Output output) {
            output.encode(new ByteWriter(64));
        }

        @Override
        public void outputPoint(long outputs, long checksum) {}

        @Override
        public void issue(DiskRequest request) {}

        @Override
        public void entropy(long id, int length) {}

        @Override
        public void guestReset() {}

        @Override
        public void poweredOff(int exitCode) {}

        @Override
        public long readTime() {
            return 1;
        }

        @Override
        public int readSeed() {
            return 0;
        }
    }

    // ---- scripts to begin with --------------------------------------------------------------------------------------

    /** A driver that does all as it should, with one request. */
    static byte[] driver(int device) {
        ByteWriter out = new ByteWriter(256).u8(4);
        boolean network = device == 1;
        operation(out, 6, device, network ? 1 : 0, device == 0 ? 1 << 9 : 0);
        operation(out, 0x83, 0, 0x5000, 0);
        out.u8(16).raw(new byte[16]);
        operation(out, 4, 0, (device == 0 ? 1 : network ? 0 : 2) | 1 << 3, 0x5000 | (network ? 100 : 16) << 16);
        operation(out, 4, 1, 3 | 2 << 3, 0x6000 | 512 << 16);
        operation(out, 4, 2, 2, 0x7000 | 1 << 16);
        operation(out, 5, device, network ? 0x8000 : 0, 1);
        operation(out, network ? 9 : device == 0 ? 7 : 8, 0, 60, 0);
        operation(out, 2, 0x80 | 5 + device, 0x60, 0);
        return out.toByteArray();
    }

    /** A chain that leads back to itself, lengths and addresses outside, rings that overlap, and all registers. */
    static byte[] liar() {
        ByteWriter out = new ByteWriter(256).u8(2);
        operation(out, 6, 0, 0, 0);
        operation(out, 4, 0, 1, 0x5000 | 16 << 16);
        operation(out, 5, 0, 0, 1);
        operation(out, 6, 0, 0, 0);
        operation(out, 4, 0, 0xc000 | 1, -1);
        operation(out, 5, 0, 0, 3);
        for (int offset = 0; offset < 0x110; offset += 4) {
            operation(out, 0, 0x85, offset, -1);
            operation(out, 2, 0xc5, offset, 0);
        }
        return out.toByteArray();
    }

    /** Is in the middle of a disk's interrupt, claimed and not completed, when the snapshot is taken. */
    static byte[] interrupted() {
        byte[] disk = driver(0);
        ByteWriter out = new ByteWriter(256).u8(11);
        operation(out, 13, 0, 7, 4 * MemoryMap.virtio(0).interrupt());
        operation(out, 13, 0, 0xffff, 0x2000);
        out.raw(disk, 1, disk.length - 1 - 8);
        operation(out, 14, 0, 0, 0x20_0004);
        operation(out, 13, 0, MemoryMap.virtio(0).interrupt(), 0x20_0004);
        operation(out, 14, 0, 0, 0x1000);
        return out.toByteArray();
    }

    private static void operation(ByteWriter out, int kind, int a, int b, int c) {
        out.u8(kind).u8(a).u16(b).u32(c);
    }
}
