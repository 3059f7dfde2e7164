package dev.understudy.isa.conformance;

import dev.understudy.isa.conformance.PageTables.Place;
import java.util.random.RandomGenerator;

/** The addresses of one trial: near one another, so that loads meet what was stored and cached translations are used. */
final class Addresses {
    /** Bytes of data within which pointers point. */
    private static final int WINDOW = 3 << 12;
    /** What an offset may add to a pointer, either way. */
    private static final int MARGIN = 2048 + 16;
    /** What pointers of an address space may be apart from its base, either way. */
    private static final int SPREAD = 1 << 12;

    private final RandomGenerator random;
    private final Surroundings surroundings;
    private final long satp;
    private final boolean physical;
    private final long[] bases = new long[2];

    Addresses(RandomGenerator random, Surroundings surroundings, long satp) {
        this.random = random;
        this.surroundings = surroundings;
        this.satp = satp;
        this.physical = !surroundings.paged() || (surroundings.mode() == 3 && random.nextInt(3) == 0);
        for (int i = 0; i < bases.length; i++) {
            bases[i] = physical ? Layout.DATA + MARGIN : surroundings.tables().dataAddress();
        }
    }

    /** In the data. */
    long anywhere() {
        return surroundings.aligned() ? aligned() : inData();
    }

    /** A multiple of eight in the data. */
    long aligned() {
        return inData() & ~7;
    }

    private long inData() {
        return physical
                ? bases[0] + random.nextInt(WINDOW)
                : bases[random.nextInt(bases.length)] + random.nextInt(-SPREAD, SPREAD);
    }

    /** A multiple of eight where nothing answers. */
    long nothing() {
        return physical
                ? Layout.NOTHING + 8L * random.nextInt(1 << 16)
                : surroundings.tables().nowhere();
    }

    /** The table's entry for the first of the bases, where the mode that the trial begins in finds it. */
    long entry() {
        if (physical) {
            return aligned();
        }
        long at = place().address();
        return surroundings.mode() == 3 ? at : Slot.TABLES.any(random) + Layout.offset(at);
    }

    /** What may be stored there. */
    long replacement() {
        return physical ? Operands.next(random) : surroundings.tables().replacement(place(), bases[0]);
    }

    private Place place() {
        return surroundings.tables().last(satp, bases[0]);
    }

    /** For satp: mostly another address space. */
    long satp() {
        int choice = random.nextInt(8);
        long other = surroundings.tables().satp();
        if (choice > 1) {
            return other;
        }
        // Bare, if no misaligned access can then go where nothing answers; or a mode that is reserved.
        return choice == 0 && surroundings.aligned()
                ? other << 4 >>> 4
                : (other << 4 >>> 4) | (long) random.nextInt(1, 8) << 60;
    }
}
