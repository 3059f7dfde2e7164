package dev.understudy.isa.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** The registers of a fragment that hold addresses, or count, and that its random instructions therefore leave alone. */
final class Pointers {
    private final Use[] uses = new Use[32];
    private final RandomGenerator random;
    private final Surroundings surroundings;

    enum Use {
        /** A multiple of eight, in the data. */
        ALIGNED,
        /** Anywhere in the data. */
        ANYWHERE,
        /** A multiple of eight, where nothing answers. */
        NOTHING,
        /** No pointer, but taken. */
        COUNTER,
        /** From S's code to U's. */
        DISTANCE,
        /** Where an entry of a page table is. */
        ENTRY,
        /** What may be stored there. */
        REPLACEMENT,
        /** For satp. */
        SPACE,
        /** For pmpaddr. */
        RANGE,
        /** For pmpcfg0, to be set. */
        PERMISSIONS,
        /** For stimecmp: long past, or never. */
        DEADLINE;

        boolean isPointer() {
            return compareTo(NOTHING) <= 0;
        }
    }

    Pointers(RandomGenerator random, Surroundings surroundings) {
        this.random = random;
        this.surroundings = surroundings;
        uses[2] = random.nextInt(3) > 0 ? Use.ALIGNED : null;
        uses[random.nextInt(8, 16)] = Use.ANYWHERE;
        uses[random.nextInt(8, 16)] = Use.ALIGNED;
        uses[random.nextInt(1, 32)] = random.nextInt(4) == 0 ? Use.NOTHING : Use.ANYWHERE;
        uses[random.nextInt(16, 32)] = Use.ALIGNED;
        if (surroundings.paged()) {
            takeOneEach(Use.DISTANCE, Use.ENTRY, Use.REPLACEMENT, Use.SPACE);
        }
        if (surroundings.protection() != null) {
            takeOneEach(Use.RANGE, Use.PERMISSIONS);
        }
        if (surroundings.timed()) {
            takeOneEach(Use.DEADLINE, Use.DEADLINE);
        }
    }

    /** Registers that compressed instructions do not have. */
    private void takeOneEach(Use... more) {
        for (Use use : more) {
            int register;
            do {
                register = random.nextInt(16, 32);
            } while (!isFree(register));
            uses[register] = use;
        }
    }

    boolean isFree(int register) {
        return uses[register] == null;
    }

    /** An access by this pointer has to be naturally aligned. */
    boolean mustAlign(int register) {
        return uses[register] == Use.NOTHING || surroundings.aligned();
    }

    boolean isInData(int register) {
        return isPointer(register) && uses[register] != Use.NOTHING;
    }

    private boolean isPointer(int register) {
        return uses[register] != null && uses[register].isPointer();
    }

    void take(int register, Use use) {
        uses[register] = use;
    }

    /** A pointer whose use is as asked for; there is always an aligned one. */
    int pointer(Predicate<Use> suitable) {
        return any(use -> use.isPointer() && suitable.test(use));
    }

    /** A register of this use, of which there is one. */
    int any(Predicate<Use> suitable) {
        List<Integer> found = new ArrayList<>();
        for (int i = 1; i < 32; i++) {
            if (uses[i] != null && suitable.test(uses[i])) {
                found.add(i);
            }
        }
        return found.get(random.nextInt(found.size()));
    }

    /** A register to write to, x0 too. */
    int target() {
        int register;
        do {
            register = random.nextInt(32);
        } while (!isFree(register));
        return register;
    }

    /** A register to write to that will hold what was written. */
    int scratch() {
        int register;
        do {
            register = target();
        } while (register == 0);
        return register;
    }

    /** Values of x0 to x31 at the beginning of a trial. */
    long[] values(Addresses addresses) {
        long[] values = new long[32];
        for (int i = 1; i < 32; i++) {
            values[i] = uses[i] == null ? Operands.next(random) : value(uses[i], addresses);
        }
        return values;
    }

    private long value(Use use, Addresses addresses) {
        return switch (use) {
            case ALIGNED -> addresses.aligned();
            case ANYWHERE -> addresses.anywhere();
            case NOTHING -> addresses.nothing();
            case COUNTER -> Operands.next(random);
            case DISTANCE -> Slot.DISTANCE;
            case ENTRY -> addresses.entry();
            case REPLACEMENT -> addresses.replacement();
            case SPACE -> addresses.satp();
            case RANGE -> Protection.dataRange(random);
            case PERMISSIONS -> Protection.additional(random);
            case DEADLINE -> random.nextBoolean() ? random.nextInt(OurMachine.PAST) : -1L >>> random.nextInt(2);
        };
    }
}
