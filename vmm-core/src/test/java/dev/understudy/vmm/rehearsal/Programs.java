package dev.understudy.vmm.rehearsal;

import dev.understudy.vmm.bytes.ByteWriter;
import java.util.Map;

/** Small programs, each for a few rules. Their rings and buffers lie ready in RAM. */
public final class Programs {
    /** Where the disk's first request reads to. */
    public static final int BUFFER = 0x5000;

    /** What {@link #gambler} asks for each round. */
    public static final int RANDOM_BYTES = 16;

    private static final int UART = 0x1000_0000;
    private static final int LINE_STATUS = 5;
    private static final int FINISHER = 0x10_0000;
    private static final int DISK = 0x1000_1000;
    private static final int ENTROPY = 0x1000_3000;
    private static final int CLOCK = 0x10_1000;

    private static final int DESCRIPTORS = 0x1000;
    private static final int AVAILABLE = 0x2000;
    private static final int USED = 0x3000;
    private static final int HEADER = 0x4000;
    private static final int STATUS = 0x5200;
    private static final int RAM = 0x8000_0000;
    private static final int QUEUE = 8;

    private Programs() {}

    /**
     * Prints B and has a sector read at each boot, then echoes every key, but for: r resets the machine, q powers off, f
     * fails with code 5, t prints a byte of guest time, s one of the seed.
     */
    public static Guest echo() {
        Program p = new Program();
        print(p, 'B');
        startDisk(p);
        p.poke(DISK + 0x50, 0).li(10, UART);
        p.label("loop").with("LBU", 5, 10, LINE_STATUS).with("ANDI", 5, 5, 1).branch("BEQ", 5, 0, "loop");
        p.with("LBU", 6, 10, 0);
        key(p, 'r', "reset");
        key(p, 'q', "quit");
        key(p, 'f', "fail");
        key(p, 't', "time");
        key(p, 's', "seed");
        p.label("say").store("SB", 6, 10, 0).jump("loop");
        p.label("reset").poke(FINISHER, 0x7777);
        p.label("quit").poke(FINISHER, 0x5555);
        p.label("fail").poke(FINISHER, 0x5_3333);
        p.label("time").with("CSRRS", 6, 0, Program.TIME).jump("say");
        p.label("seed").with("CSRRW", 6, 0, Program.SEED).jump("say");
        return Guest.of(p, rings(0, true));
    }

    private static void key(Program p, char key, String target) {
        p.with("ADDI", 7, 0, key).branch("BEQ", 6, 7, target);
    }

    /**
     * Has a sector read and counts until it sees the first word of the buffer change, without waiting for the interrupt;
     * prints the count and what is pending in mip, then ends.
     */
    public static Guest poller() {
        Program p = new Program();
        startDisk(p);
        p.poke(DISK + 0x50, 0).la(10, BUFFER).li(11, UART);
        p.label("poll").with("ADDI", 5, 5, 1).with("LW", 6, 10, 0).branch("BEQ", 6, 0, "poll");
        p.store("SB", 5, 11, 0).with("SRLI", 5, 5, 8).store("SB", 5, 11, 0);
        p.poke(FINISHER, 0x5555);
        return Guest.of(p, rings(0, true));
    }

    /** Writes the same sector for ever, waiting for each write, and never flushes. */
    public static Guest writer() {
        Program p = new Program();
        startDisk(p);
        p.la(10, AVAILABLE).la(11, USED).with("ADDI", 5, 0, 0).li(12, DISK);
        p.label("write").with("ADDI", 5, 5, 1).store("SH", 5, 10, 2).store("SW", 0, 12, 0x50);
        p.label("wait").with("LHU", 6, 11, 2).branch("BNE", 5, 6, "wait").jump("write");
        return Guest.of(p, rings(1, false));
    }

    /**
     * Each round asks for {@link #RANDOM_BYTES}, polls until they are there with the interrupt masked, and prints the low
     * byte of the sum so far of these bytes, the real-time clock's low and high word, and the seed. Powers off after
     * {@code rounds}, at most 2047. The clock shows {@code epochNanos} when the life begins.
     */
    public static Guest gambler(int rounds, long epochNanos) {
        Program p = new Program();
        start(p, ENTROPY, 0);
        p.la(10, AVAILABLE)
                .la(11, USED)
                .li(12, ENTROPY)
                .li(13, CLOCK)
                .li(14, UART)
                .with("ADDI", 15, 0, rounds);
        p.label("round").with("ADDI", 5, 5, 1).store("SH", 5, 10, 2).store("SW", 0, 12, 0x50);
        p.label("wait").with("LHU", 6, 11, 2).branch("BNE", 5, 6, "wait");
        p.la(7, BUFFER).with("ADDI", 8, 7, RANDOM_BYTES);
        p.label("sum").with("LBU", 6, 7, 0).op("ADD", 9, 9, 6).with("ADDI", 7, 7, 1);
        p.branch("BNE", 7, 8, "sum");
        p.with("LW", 6, 13, 0).op("ADD", 9, 9, 6).with("LW", 6, 13, 4).op("ADD", 9, 9, 6);
        p.with("CSRRW", 6, 0, Program.SEED).op("ADD", 9, 9, 6).store("SB", 9, 14, 0);
        p.branch("BNE", 5, 15, "round").poke(FINISHER, 0x5555);
        return Guest.of(p, randomBuffers()).at(epochNanos);
    }

    /** Reads the time for ever, and nothing else. */
    public static Guest clockWatcher() {
        Program p = new Program();
        p.label("loop").with("CSRRS", 5, 0, Program.TIME).op("XOR", 6, 6, 5).with("SLLI", 7, 6, 3);
        return Guest.of(p.op("ADD", 6, 6, 7).jump("loop"));
    }

    /** Computes for ever and asks for nothing. */
    public static Guest spinner() {
        return Guest.of(new Program().label("loop").with("ADDI", 5, 5, 1).jump("loop"));
    }

    /** Prints the letters a to z for ever. */
    public static Guest talker() {
        Program p = new Program().li(10, UART).with("ADDI", 6, 0, 'z' + 1);
        p.label("again").with("ADDI", 5, 0, 'a');
        p.label("next").store("SB", 5, 10, 0).with("ADDI", 5, 5, 1).branch("BNE", 5, 6, "next");
        return Guest.of(p.jump("again"));
    }

    /** Reserves a word, does nothing for {@code idle} instructions, and prints 0 if the conditional store succeeds, else 1. */
    public static Guest reserver(int idle) {
        Program p = new Program().la(10, 0x8000).li(11, UART).with("LR_D", 5, 10, 0);
        for (int i = 0; i < idle; i++) {
            p.with("ADDI", 7, 7, 1);
        }
        p.op("SC_D", 6, 10, 7).with("ADDI", 6, 6, '0').store("SB", 6, 11, 0);
        return Guest.of(p.label("end").jump("end"));
    }

    /** Switches its timer off with a deadline of all ones and sleeps. */
    public static Guest sleeper() {
        Program p = new Program().li(10, 0x200_4000).with("ADDI", 5, 0, -1).store("SD", 5, 10, 0);
        return Guest.of(p.label("sleep").plain("WFI").jump("sleep"));
    }

    private static void print(Program p, char value) {
        p.li(10, UART).with("ADDI", 5, 0, value).store("SB", 5, 10, 0);
    }

    /** With FLUSH so that writes are told without one. */
    private static void startDisk(Program p) {
        start(p, DISK, 1 << 9);
    }

    /** virtio 1.2, 3.1.1: VERSION_1, these of the lower features, and queue 0 with the rings that lie in RAM. */
    private static void start(Program p, int device, int features) {
        p.poke(device + 0x70, 0).poke(device + 0x70, 3);
        p.poke(device + 0x24, 0).poke(device + 0x20, features);
        p.poke(device + 0x24, 1).poke(device + 0x20, 1);
        p.poke(device + 0x70, 11).poke(device + 0x30, 0).poke(device + 0x38, QUEUE);
        p.poke(device + 0x80, RAM + DESCRIPTORS).poke(device + 0x90, RAM + AVAILABLE);
        p.poke(device + 0xa0, RAM + USED).poke(device + 0x44, 1).poke(device + 0x70, 15);
    }

    /** One chain of header, sector and status, at every place of the ring. */
    private static Map<Integer, byte[]> rings(int type, boolean available) {
        long ram = RAM & 0xffff_ffffL;
        ByteWriter descriptors = new ByteWriter(48);
        descriptors.u64(ram + HEADER).u32(16).u16(1).u16(1);
        descriptors.u64(ram + BUFFER).u32(512).u16(type == 0 ? 3 : 1).u16(2);
        descriptors.u64(ram + STATUS).u32(1).u16(2).u16(0);
        ByteWriter ring = new ByteWriter(8).u16(0).u16(available ? 1 : 0);
        ByteWriter header = new ByteWriter(16).u32(type).u32(0).u64(0);
        return Map.of(
                DESCRIPTORS, descriptors.toByteArray(), AVAILABLE, ring.toByteArray(), HEADER, header.toByteArray());
    }

    /** One chain of two buffers, the later one first in RAM, at every place of the ring. */
    private static Map<Integer, byte[]> randomBuffers() {
        long buffer = (RAM & 0xffff_ffffL) + BUFFER;
        ByteWriter descriptors = new ByteWriter(32);
        descriptors.u64(buffer + 6).u32(RANDOM_BYTES - 6).u16(3).u16(1);
        descriptors.u64(buffer).u32(6).u16(2).u16(0);
        return Map.of(DESCRIPTORS, descriptors.toByteArray());
    }
}
