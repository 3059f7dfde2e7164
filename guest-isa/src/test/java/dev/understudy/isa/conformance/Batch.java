package dev.understudy.isa.conformance;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    /** Fetches that fail: in an address space or where a range is guarded, the handler of S may not be there. */
    private static final long FETCHES = 1 << 1 | 1 << 12;

    /** Those of loads; of stores they are two further. */
    private static final long LOADS = 1 << 4 | 1 << 5 | 1 << 13;

    private static final long MODIFY_PRIVILEGE = 1 << 17;
    /** SUM and MXR. */
    private static final long RIGHTS = 3 << 18;

    private static final long SSTC = 1L << 63;
    private static final long SUPERVISOR_TIMER = 1 << 5;

    private final RandomGenerator random;
    private final ByteBuffer image =
            ByteBuffer.allocate(Layout.offset(Layout.RECORDS)).order(ByteOrder.LITTLE_ENDIAN);
    private final PageTables tables;
    private final Protection protection;
    private final boolean timed;
    private long nextSetting = Layout.SETTINGS;
    private long nextCode = Layout.CODE;
    private int trials;

    Batch(long seed, int trialsMax) {
        random = new SplittableRandom(seed);
        place(Monitor.routine(), Layout.RAM);
        place(Monitor.supervisorHandler(), Layout.SUPERVISOR_HANDLER);
        for (long at = Layout.DATA; at < Layout.DATA + Layout.DATA_SIZE; at += 8) {
            image.putLong(Layout.offset(at), Operands.next(random));
        }
        tables = new PageTables(random, image);
        protection = Protection.first(random);
        put(Layout.PROTECTION, protection.words());
        timed = random.nextInt(3) == 0;
        int limit = Math.min(trialsMax, Layout.TRIALS_MAX);
        while (trials < limit
                && nextSetting < Layout.TRIALS
                && nextCode < Layout.CODE + Layout.CODE_SIZE - FRAGMENT_MAX) {
            addFragment(Math.min(TRIALS, limit - trials));
        }
        put(Layout.TRIALS_END, trialAddress(trials));
    }

    private void place(Routine routine, long address) {
        image.position(Layout.offset(address));
        routine.words().forEach(image::putInt);
    }

    private void put(long address, long... words) {
        image.position(Layout.offset(address));
        for (long word : words) {
            image.putLong(word);
        }
    }

    private void addFragment(int count) {
        Surroundings surroundings = surroundings();
        Pointers pointers = new Pointers(random, surroundings);
        Code code = new Code(nextCode);
        new FragmentWriter(random, code, pointers, surroundings).write();
        for (int at = 0; at < code.size(); at += 2) {
            image.putShort(Layout.offset(nextCode) + at, (short) code.halfAt(at));
        }
        Setting setting = setting(surroundings);
        for (int i = 0; i < count; i++) {
            addTrial(pointers.values(new Addresses(random, surroundings, setting.satp())));
        }
        put(nextSetting, setting.words());
        nextSetting += Layout.SETTING_SIZE;
        nextCode += code.size();
    }

    private Surroundings surroundings() {
        int mode = List.of(0, 1, 1, 3, 3).get(random.nextInt(5));
        boolean paged = random.nextInt(3) > 0;
        boolean guarded = random.nextInt(6) == 0;
        boolean aligned = guarded || protection.forbids() || (paged && (mode == 3 || random.nextBoolean()));
        return new Surroundings(
                mode,
                paged ? tables : null,
                aligned,
                timed && random.nextInt(3) == 0,
                guarded ? protection.guarded(random, nextCode) : null);
    }

    private Setting setting(Surroundings surroundings) {
        boolean interrupts = random.nextInt(surroundings.timed() ? 2 : 8) == 0;
        long timer = surroundings.timed() ? random.nextLong() & SUPERVISOR_TIMER : 0;
        boolean ownHandler = surroundings.paged() || surroundings.protection() != null;
        return new Setting(
                entry(surroundings),
                random.nextInt(5) << 5 | random.nextInt(32),
                status(surroundings),
                random.nextInt(3) == 0 ? 0 : delegated() & (ownHandler ? ~FETCHES : -1),
                random.nextLong() & SUPERVISOR_INTERRUPTS,
                timer | (interrupts ? random.nextLong() & INTERRUPTS : 0),
                interrupts ? random.nextLong() & SUPERVISOR_INTERRUPTS : 0,
                random.nextLong() & 7,
                random.nextLong() & 7,
                Layout.SUPERVISOR_HANDLER + random.nextInt(2),
                surroundings.paged() ? tables.satp() : 0,
                environment(surroundings),
                surroundings.protection() == null ? protection : surroundings.protection());
    }

    /** Exceptions of loads and of stores alike: which one an atomic raises is levelled by the monitor. */
    private long delegated() {
        long any = random.nextLong() & DELEGABLE & ~(LOADS << 2);
        return any | (any & LOADS) << 2;
    }

    /** Of the fragment's first instruction. */
    private long entry(Surroundings surroundings) {
        if (!surroundings.paged() || surroundings.mode() == 3) {
            return nextCode;
        }
        Slot slot = surroundings.mode() == 0 ? Slot.USER_CODE : Slot.CODE;
        return slot.any(random) + Layout.offset(nextCode);
    }

    private long status(Surroundings surroundings) {
        long traps = random.nextInt(4) == 0 ? SUPERVISOR_TRAPS : 0;
        long floats = random.nextInt(16) == 0 ? 0 : FLOATS_DIRTY;
        long lent = surroundings.mode() == 3 && surroundings.paged() ? MODIFY_PRIVILEGE : 0;
        long any = random.nextLong() & (ENABLES | traps | RIGHTS | lent);
        return (long) surroundings.mode() << 11 | floats | any;
    }

    /** A program in M writes stimecmp only where Sstc is on: elsewhere qemu's STIP follows it nevertheless. */
    private long environment(Surroundings surroundings) {
        boolean on = surroundings.timed() && (surroundings.mode() == 3 || random.nextInt(4) > 0);
        return (on ? SSTC : 0) | random.nextInt(2);
    }

    private void addTrial(long[] registers) {
        put(trialAddress(trials++), nextSetting);
        for (int i = 1; i < 32; i++) {
            image.putLong(registers[i]);
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

    /** The supervisor's timer may become due in them. */
    boolean timed() {
        return timed;
    }

    /** What RAM holds at first, from its base on. */
    byte[] image() {
        return image.array();
    }
}
