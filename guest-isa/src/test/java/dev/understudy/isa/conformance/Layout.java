package dev.understudy.isa.conformance;

import dev.understudy.isa.Ram;

/**
 * Where things lie in the RAM of both machines.
 *
 * <pre>
 * 0x80000000  the monitor (Monitor)          its variables at +0x2000, the handler of S at +0x1000
 * 0x80100000  code of the fragments
 * 0x80400000  data that fragments load and store
 * 0x80600000  page tables (PageTables)
 * 0x80800000  settings, one a fragment
 * 0x80a00000  trials, in the order in which they run
 * 0x81800000  records, one a trap, in the order in which they happen
 * 0x83e00000  not compared
 * </pre>
 */
final class Layout {
    static final long RAM = 0x8000_0000L;
    static final int RAM_SIZE = 64 << 20;

    static final long SUPERVISOR_HANDLER = RAM + 0x1000;
    static final long VARIABLES = RAM + 0x2000;
    static final long CODE = RAM + 0x10_0000;
    static final int CODE_SIZE = 0x30_0000;
    /** From the base of RAM on, in bytes: the monitor and all code. Its address in any space is a multiple of this. */
    static final int CODE_WINDOW = 1 << 22;

    static final long DATA = RAM + 0x40_0000;
    static final int DATA_SIZE = 0x20_0000;
    static final long TABLES = RAM + 0x60_0000;
    static final int TABLES_SIZE = 0x20_0000;
    static final long SETTINGS = RAM + 0x80_0000;
    static final int SETTING_SIZE = 256;
    static final long TRIALS = RAM + 0xa0_0000;
    static final int TRIAL_SIZE = 64 * 8;
    static final int TRIALS_MAX = 0xe0_0000 / TRIAL_SIZE;
    static final long RECORDS = RAM + 0x180_0000;
    /** Above, qemu puts its device tree. */
    static final long RECORDS_END = RAM + RAM_SIZE - (2 << 20);

    /** The variables of the monitor, a long each. */
    static final long TRIAL = VARIABLES;
    /** Traps that the trial may still take. */
    static final long BUDGET = VARIABLES + 8;
    /** Behind the last trial. */
    static final long TRIALS_END = VARIABLES + 16;
    /** The trial before which the monitor passes its place {@code pause}. */
    static final long PAUSE_TRIAL = VARIABLES + 24;

    /** The {@link Protection} that is in force when a trial asks for no other. */
    static final long PROTECTION = VARIABLES + 32;

    /** The board's test finisher: a store ends the machine. */
    static final long FINISHER = 0x10_0000L;

    static final long TIMER_COMPARE = 0x0200_4000L;
    /** Where nothing answers, on both boards. */
    static final long NOTHING = RAM + RAM_SIZE + 0x10_0000;

    /** The same, as a page of 2 MiB, with 1 GiB of the kind behind it. */
    static final long NOTHING_MEGAPAGE = RAM + RAM_SIZE + 0x20_0000;

    static final long NOTHING_GIGAPAGE = 0xc000_0000L;

    private Layout() {}

    static Ram newRam(byte[] image) {
        Ram ram = new Ram(RAM, RAM_SIZE);
        System.arraycopy(image, 0, ram.bytes(), 0, image.length);
        ram.replaced();
        return ram;
    }

    /** The physical address of code. */
    static long code(long pc) {
        return RAM + (pc & CODE_WINDOW - 1);
    }

    static int offset(long address) {
        return Math.toIntExact(address - RAM);
    }
}
