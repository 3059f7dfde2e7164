package dev.understudy.isa.mmu;

/**
 * Physical memory protection (privileged ISA, section 3.7): 16 entries with a grain of 4 KiB (G = 10), so that one answer
 * holds for a whole page. The registers are the hart's state; whoever writes them drops cached translations.
 */
public final class PhysicalMemoryProtection {
    public static final int ENTRIES = 16;

    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int EXECUTE = 4;
    private static final int MATCHING = 3 << 3;
    private static final int TOP_OF_RANGE = 1 << 3;
    private static final int NATURALLY_ALIGNED_FOUR = 2 << 3;
    private static final int NATURALLY_ALIGNED = 3 << 3;
    private static final int LOCKED = 1 << 7;
    private static final int CONFIG = LOCKED | MATCHING | EXECUTE | WRITE | READ;

    private static final int MACHINE = 3;
    /** Registers hold bits 55 to 2 of an address. */
    private static final long ADDRESS = (1L << 54) - 1;
    /** Bits of a register that lie below the grain. */
    private static final int GRAIN = 10;

    private static final long BELOW_GRAIN = (1L << GRAIN) - 1;

    private final int[] configs = new int[ENTRIES];
    private final long[] addresses = new long[ENTRIES];

    /** True if this privilege (0, 1, 3) may access the page of the physical address so. The lowest match decides. */
    public boolean allows(long physicalAddress, Access access, int privilege) {
        for (int i = 0; i < ENTRIES; i++) {
            if (matches(i, physicalAddress >>> 2)) {
                boolean bound = privilege < MACHINE || (configs[i] & LOCKED) != 0;
                return !bound || (configs[i] & needed(access)) != 0;
            }
        }
        return privilege == MACHINE;
    }

    private static int needed(Access access) {
        return switch (access) {
            case FETCH -> EXECUTE;
            case LOAD -> READ;
            case STORE -> WRITE;
        };
    }

    private boolean matches(int entry, long word) {
        switch (configs[entry] & MATCHING) {
            case TOP_OF_RANGE:
                long bottom = entry == 0 ? 0 : addresses[entry - 1] & ~BELOW_GRAIN;
                return word >= bottom && word < (addresses[entry] & ~BELOW_GRAIN);
            case NATURALLY_ALIGNED:
                long ones = addresses[entry] | (BELOW_GRAIN >>> 1);
                long within = ones ^ (ones + 1);
                return ((word ^ ones) & ~within) == 0;
            default:
                return false;
        }
    }

    /** pmpcfg0 or pmpcfg2: eight entries from {@code first} (0 or 8) on, a byte each. */
    public long configs(int first) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = (value << 8) | configs[first + i];
        }
        return value;
    }

    /** Writes eight entries; locked ones stay, and what is not legal becomes so. */
    public void writeConfigs(int first, long value) {
        for (int i = 0; i < 8; i++) {
            if ((configs[first + i] & LOCKED) == 0) {
                configs[first + i] = legal((int) (value >>> (8 * i)));
            }
        }
    }

    /** No write without read; with this grain a four-byte region cannot be chosen and becomes the whole grain's. */
    private static int legal(int written) {
        int config = written & CONFIG;
        if ((config & READ) == 0) {
            config &= ~WRITE;
        }
        return (config & MATCHING) == NATURALLY_ALIGNED_FOUR ? config | NATURALLY_ALIGNED : config;
    }

    /** True for what {@link #configs} can be. */
    public static boolean isLegal(long value) {
        for (int i = 0; i < 8; i++) {
            int config = (int) (value >>> (8 * i)) & 0xff;
            if (legal(config) != config) {
                return false;
            }
        }
        return true;
    }

    /** pmpaddr as it is read: below the grain all ones for a naturally aligned region, zeros otherwise. */
    public long address(int entry) {
        boolean aligned = (configs[entry] & MATCHING) == NATURALLY_ALIGNED;
        return aligned ? addresses[entry] | (BELOW_GRAIN >>> 1) : addresses[entry] & ~BELOW_GRAIN;
    }

    /** Writes pmpaddr unless it is locked: by its own entry, or by the next if that is the top of a range. */
    public void writeAddress(int entry, long value) {
        boolean bottomOfLocked = entry + 1 < ENTRIES
                && (configs[entry + 1] & LOCKED) != 0
                && (configs[entry + 1] & MATCHING) == TOP_OF_RANGE;
        if ((configs[entry] & LOCKED) == 0 && !bottomOfLocked) {
            addresses[entry] = value & ADDRESS;
        }
    }

    /** For the saved state: pmpaddr with its bits below the grain. */
    public long rawAddress(int entry) {
        return addresses[entry];
    }

    /** For the saved state: a value of {@link #rawAddress}, whatever is locked. */
    public void restoreAddress(int entry, long value) {
        addresses[entry] = value & ADDRESS;
    }

    /** For the saved state: a value of {@link #configs}, whatever is locked. */
    public void restoreConfigs(int first, long value) {
        for (int i = 0; i < 8; i++) {
            configs[first + i] = (int) (value >>> (8 * i)) & CONFIG;
        }
    }
}
