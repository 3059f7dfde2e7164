package dev.understudy.isa.conformance;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** The memory image of many random trials, made from one seed. */
final class Batch {
    /** Trials of one fragment, each with registers of its own. */
    private static final int TRIALS = 8;
    /** A fragment is never longer; bytes. */
    private static final int FRAGMENT_MAX = 4096;

    private static final long INTERRUPTS = 0xaaa;
    private static final long SUPERVISOR_INTERRUPTS = 0x222;
    /** MIE, MPIE, SIE, SPIE, SPP. */
    private static final long ENABLES = 0x1aa;

    private static final long FLOATS_DIRTY = 3L << 13;
    /** TVM, TW, TSR. */
    private static final long SUPERVISOR_TRAPS = 7L << 20;
    /** All exceptions but the call from S, by which its handler comes to the monitor, and those that are never delegated. */
    private static final long DELEGABLE = 0xb1ff;

    private final RandomGenerator random;
    private final ByteBuffer image =
            ByteBuffer.allocate(Layout.offset(Layout.RECORDS)).order(ByteOrder.LITTLE_ENDIAN);
    private final List<Long> entries = new ArrayList<>();
    private long nextCode = Layout.CODE;
    private int trials;

    Batch(long seed, int trialsMax) {
        random = new SplittableRandom(seed);
        place(Monitor.routine(), Layout.RAM);
        place(Monitor.supervisorHandler(), Layout.SUPERVISOR_HANDLER);
        for (long at = Layout.DATA; at < Layout.DATA + Layout.DATA_SIZE; at += 8) {
            image.putLong(Layout.offset(at), Operands.next(random));
        }
        int limit = Math.min(trialsMax, Layout.TRIALS_MAX);
        while (trials < limit
                && entries.size() < Layout.SETTINGS_MAX
                && nextCode < Layout.CODE + Layout.CODE_SIZE - FRAGMENT_MAX) {
            addFragment(Math.min(TRIALS, limit - trials));
        }
        image.putLong(Layout.offset(Layout.TRIALS_END), trialAddress(trials));
    }

    private void place(Routine routine, long address) {
        image.position(Layout.offset(address));
        routine.words().forEach(image::putInt);
    }

    private void addFragment(int count) {
        int mode = List.of(0, 1, 3, 3).get(random.nextInt(4));
        Pointers pointers = new Pointers(random);
        Code code = new Code(nextCode);
        new FragmentWriter(random, code, pointers, mode).write();
        for (int at = 0; at < code.size(); at += 2) {
            image.putShort(Layout.offset(nextCode) + at, (short) code.halfAt(at));
        }
        long setting = addSetting(mode);
        for (int i = 0; i < count; i++) {
            addTrial(setting, pointers);
        }
        nextCode += code.size();
    }

    private long addSetting(int mode) {
        long address = Layout.SETTINGS + (long) entries.size() * Layout.SETTING_SIZE;
        boolean interrupts = random.nextInt(8) == 0;
        Setting setting = new Setting(
                nextCode,
                random.nextInt(5) << 5 | random.nextInt(32),
                status(mode),
                random.nextInt(3) == 0 ? 0 : random.nextLong() & DELEGABLE,
                random.nextLong() & SUPERVISOR_INTERRUPTS,
                interrupts ? random.nextLong() & INTERRUPTS : 0,
                interrupts ? random.nextLong() & SUPERVISOR_INTERRUPTS : 0,
                random.nextLong() & 7,
                random.nextLong() & 7,
                Layout.SUPERVISOR_HANDLER + random.nextInt(2));
        entries.add(nextCode);
        image.position(Layout.offset(address));
        for (long word : setting.words()) {
            image.putLong(word);
        }
        return address;
    }

    private long status(int mode) {
        long traps = random.nextInt(4) == 0 ? SUPERVISOR_TRAPS : 0;
        long floats = random.nextInt(16) == 0 ? 0 : FLOATS_DIRTY;
        return (long) mode << 11 | floats | (random.nextLong() & (ENABLES | traps));
    }

    private void addTrial(long setting, Pointers pointers) {
        image.position(Layout.offset(trialAddress(trials++)));
        image.putLong(setting);
        for (int i = 1; i < 32; i++) {
            image.putLong(pointers.value(i));
        }
        for (int i = 0; i < 32; i++) {
            image.putLong(Operands.nextFloat(random));
        }
    }

    static long trialAddress(int trial) {
        return Layout.TRIALS + (long) trial * Layout.TRIAL_SIZE;
    }

    int trials() {
        return trials;
    }

    /** What RAM holds at first, from its base on. */
    byte[] image() {
        return image.array();
    }
}
