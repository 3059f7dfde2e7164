package dev.understudy.isa.conformance;

import java.util.random.RandomGenerator;

/**
 * Random entries of Sv39 page tables (privileged ISA, section 4.3.1 and 4.4.1): most of them good, so that programs come
 * far, the rest wrong in each way that there is.
 */
final class PageEntries {
    private static final long V = 1;
    private static final long R = 1 << 1;
    private static final long W = 1 << 2;
    private static final long X = 1 << 3;
    private static final long U = 1 << 4;
    private static final long A = 1 << 6;
    private static final long D = 1 << 7;
    /** G, and the two bits that are software's. */
    private static final long IGNORED = 1 << 5 | 3 << 8;

    /** What says whether an entry is a pointer, and which bits it must then have. */
    static final long KIND = V | R | W | X | U | A | D;

    static final long POINTER = V;

    private static final int FIRST_RESERVED = 54;

    private final RandomGenerator random;

    PageEntries(RandomGenerator random) {
        this.random = random;
    }

    private boolean once(int in) {
        return random.nextInt(in) == 0;
    }

    private long noise() {
        return random.nextLong() & IGNORED;
    }

    /** With any permissions; what makes it a pointer at a level that has tables below is left to {@link #pointer}. */
    long data(long physical, int level) {
        long flags = noise() | dataFlags();
        if (level > 0 && (flags & (V | R | W | X)) == V) {
            flags |= D;
        }
        return to(physical) | flags;
    }

    private long dataFlags() {
        long user = once(2) ? U : 0;
        long marks = (once(6) ? 0 : A) | (once(4) ? 0 : D);
        int choice = random.nextInt(100);
        if (choice < 68) {
            return V | R | W | (once(3) ? X : 0) | user | marks;
        } else if (choice < 78) {
            return V | R | (once(2) ? X : 0) | user | marks;
        } else if (choice < 84) {
            return V | X | user | marks;
        } else if (choice < 89) {
            return V | W | (once(2) ? X : 0) | user | A | D;
        } else if (choice < 93) {
            return V | R | W | user | A | D | reserved();
        } else if (choice < 97) {
            return random.nextLong() & 0xfe;
        }
        return random.nextLong() & 0xff;
    }

    /** One of the bits above the page's number: reserved, or those of extensions that neither hart has. */
    private long reserved() {
        return 1L << random.nextInt(FIRST_RESERVED, 64);
    }

    /** Code is never writable, lest programs that run astray change it. */
    long code(long physical, boolean user) {
        long good = to(physical) | V | X | (once(4) ? 0 : R) | (once(6) ? 0 : A) | (user ? U : 0) | noise();
        return once(24) ? spoiledCode(good) : good;
    }

    private long spoiledCode(long good) {
        return switch (random.nextInt(5)) {
            case 0 -> good & ~V;
            case 1 -> (good | R) & ~X;
            case 2 -> good ^ U;
            case 3 -> good | reserved();
            default -> (good | W) & ~R;
        };
    }

    /** Code that the supervisor can always come to. */
    long goodCode(long physical, boolean user) {
        return to(physical) | V | X | R | (once(2) ? 0 : A) | (user ? U : 0) | noise();
    }

    /** To a table, without fault. */
    long pointer(long table) {
        return to(table) | V | noise();
    }

    /** To a table, but with bits that are reserved in a pointer, or invalid. */
    long brokenPointer(long table) {
        return switch (random.nextInt(5)) {
            case 0 -> pointer(table) | U;
            case 1 -> pointer(table) | A;
            case 2 -> pointer(table) | D;
            case 3 -> pointer(table) | reserved();
            default -> pointer(table) & ~V;
        };
    }

    /** A leaf above the last level whose page is not aligned to its size. */
    long misaligned(long physical, int level) {
        long within = 1L << (12 + random.nextInt(9 * level));
        return to(physical | within) | V | R | W | X | A | D | (once(2) ? U : 0) | noise();
    }

    /** All that S may do with it. */
    long tables(long physical) {
        return to(physical) | V | R | W | (once(2) ? 0 : A) | (once(2) ? 0 : D) | noise();
    }

    private static long to(long physical) {
        return physical >>> 12 << 10;
    }
}
