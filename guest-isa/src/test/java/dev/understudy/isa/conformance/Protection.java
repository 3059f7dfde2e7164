package dev.understudy.isa.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Eight entries of physical memory protection, of which the last allows all. Ranges are of whole pages: that is our hart's
 * grain, and qemu's is four bytes.
 *
 * @param configs pmpcfg0
 * @param addresses pmpaddr0 to 7
 */
record Protection(long configs, long[] addresses) {
    static final int ENTRIES = 8;
    /** The first ones, which stay as they are for a whole batch, being locked or off. */
    static final int FIXED = 2;

    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int EXECUTE = 4;
    private static final int TOP_OF_RANGE = 1 << 3;
    private static final int NATURALLY_ALIGNED = 3 << 3;
    private static final int LOCKED = 1 << 7;

    private static final long ALL = (1L << 54) - 1;
    private static final long OF_EACH = 0x0101_0101_0101_0101L;

    /** No more than the fixed ones: in half of the batches they forbid also M something. */
    static Protection first(RandomGenerator random) {
        long[] addresses = new long[ENTRIES];
        long configs = (long) (NATURALLY_ALIGNED | READ | WRITE | EXECUTE) << (8 * (ENTRIES - 1));
        addresses[ENTRIES - 1] = ALL;
        if (random.nextBoolean()) {
            boolean range = random.nextBoolean();
            for (int i = 0; i < FIXED; i++) {
                addresses[i] = range ? page(dataPage(random)) : aligned(dataPage(random), 12 + random.nextInt(4));
                int matching = range ? TOP_OF_RANGE * i : NATURALLY_ALIGNED;
                configs |= (long) (LOCKED | permissions(random) | matching) << (8 * i);
            }
        }
        return new Protection(configs, addresses);
    }

    /** This one and more: data, tables, and sometimes the code at this address. */
    Protection guarded(RandomGenerator random, long code) {
        long[] more = addresses.clone();
        long config = configs;
        for (int i = FIXED; i < ENTRIES - 1; i++) {
            int choice = random.nextInt(8);
            if (choice == 0) {
                more[i] = aligned(tablePage(random), 12 + random.nextInt(6));
                config |= (long) (NATURALLY_ALIGNED | tablePermissions(random)) << (8 * i);
            } else if (choice == 1) {
                more[i] = aligned(code, 12);
                config |= (long) (NATURALLY_ALIGNED | permissions(random)) << (8 * i);
            } else if (choice < 5 || i == ENTRIES - 2) {
                more[i] = dataRange(random);
                config |= (long) (NATURALLY_ALIGNED | permissions(random)) << (8 * i);
            } else {
                // The bottom is another entry, which is off.
                more[i++] = page(dataPage(random));
                more[i] = page(dataPage(random));
                config |= (long) (TOP_OF_RANGE | permissions(random)) << (8 * i);
            }
        }
        return new Protection(config, more);
    }

    /** Write without read is reserved. */
    private static int permissions(RandomGenerator random) {
        int any = random.nextInt(8);
        return (any & READ) == 0 ? any & ~WRITE : any;
    }

    /** All or nothing: qemu does not ask before it sets A and D. */
    private static int tablePermissions(RandomGenerator random) {
        return random.nextInt(3) == 0 ? 0 : READ | WRITE;
    }

    private static long dataPage(RandomGenerator random) {
        int pages = random.nextBoolean() ? 8 : Layout.DATA_SIZE / 4096;
        return Layout.DATA + 4096L * random.nextInt(pages);
    }

    private static long tablePage(RandomGenerator random) {
        return Layout.TABLES + 4096L * random.nextInt(Layout.TABLES_SIZE / 4096);
    }

    private static long page(long physical) {
        return physical >>> 2;
    }

    /** The naturally aligned range of {@code 2^bits} bytes around an address. */
    private static long aligned(long physical, int bits) {
        long within = (1L << (bits - 3)) - 1;
        return (physical >>> 2 | within) & ~(within + 1);
    }

    /** A naturally aligned range in the data, for pmpaddr. */
    static long dataRange(RandomGenerator random) {
        return aligned(dataPage(random), 12 + random.nextInt(10));
    }

    /** Entries whose address may change: ranges in the data that are no bottom of another, and locked ones, to no effect. */
    List<Integer> changeable() {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < ENTRIES - 1; i++) {
            boolean ofData = addresses[i] << 2 >= Layout.DATA && addresses[i] << 2 < Layout.TABLES;
            boolean alone = (configs >>> (8 * (i + 1)) & NATURALLY_ALIGNED) == NATURALLY_ALIGNED;
            boolean aligned = (configs >>> (8 * i) & NATURALLY_ALIGNED) == NATURALLY_ALIGNED;
            if ((configs >>> (8 * i) & LOCKED) != 0 || (aligned && alone && ofData)) {
                found.add(i);
            }
        }
        return found;
    }

    /** Bits of pmpcfg0 that may be set: R with W, or X, in any entry, locked ones too. */
    static long additional(RandomGenerator random) {
        long each = random.nextLong() & OF_EACH;
        return random.nextBoolean() ? each * (READ | WRITE) : each * EXECUTE;
    }

    /** True if somebody may not do something somewhere. */
    boolean forbids() {
        return configs << 8 != 0;
    }

    long[] words() {
        long[] words = new long[1 + ENTRIES];
        words[0] = configs;
        System.arraycopy(addresses, 0, words, 1, ENTRIES);
        return words;
    }
}
