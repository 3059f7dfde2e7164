package dev.understudy.isa.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** The registers of a fragment that hold addresses, or count, and that its random instructions therefore leave alone. */
final class Pointers {
    /** Bytes of data within which pointers point: few, so that loads meet what was stored. */
    private static final int WINDOW = 3 << 12;
    /** What an offset may add to a pointer, either way. */
    private static final int MARGIN = 2048 + 16;

    private final Use[] uses = new Use[32];
    private final RandomGenerator random;

    enum Use {
        /** A multiple of eight, in the data. */
        ALIGNED,
        /** Anywhere in the data. */
        ANYWHERE,
        /** A multiple of eight, where nothing answers. */
        NOTHING,
        /** No pointer, but taken. */
        COUNTER
    }

    Pointers(RandomGenerator random) {
        this.random = random;
        uses[2] = random.nextInt(3) > 0 ? Use.ALIGNED : null;
        uses[random.nextInt(8, 16)] = Use.ANYWHERE;
        uses[random.nextInt(8, 16)] = Use.ALIGNED;
        uses[random.nextInt(1, 32)] = random.nextInt(4) == 0 ? Use.NOTHING : Use.ANYWHERE;
        uses[random.nextInt(16, 32)] = Use.ALIGNED;
    }

    boolean isFree(int register) {
        return uses[register] == null;
    }

    boolean isNothing(int register) {
        return uses[register] == Use.NOTHING;
    }

    boolean isInData(int register) {
        return isPointer(register) && !isNothing(register);
    }

    private boolean isPointer(int register) {
        return uses[register] != null && uses[register] != Use.COUNTER;
    }

    void take(int register, Use use) {
        uses[register] = use;
    }

    /** One whose use is as asked for; there is always an aligned one. */
    int pointer(Predicate<Use> suitable) {
        List<Integer> found = new ArrayList<>();
        for (int i = 1; i < 32; i++) {
            if (isPointer(i) && suitable.test(uses[i])) {
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

    /** A value for this register at the beginning of a trial. */
    long value(int register) {
        if (!isPointer(register)) {
            return Operands.next(random);
        }
        long inData = Layout.DATA + MARGIN + random.nextInt(WINDOW);
        return switch (uses[register]) {
            case ALIGNED -> inData & ~7;
            case ANYWHERE -> inData;
            default -> Layout.NOTHING + 8L * random.nextInt(1 << 16);
        };
    }
}
