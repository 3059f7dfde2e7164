package dev.understudy.vmm.rehearsal;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.StopReason;
import dev.understudy.vmm.machine.Machine;
import java.util.function.Function;

/**
 * Looks at a machine while it runs, as an engine around its engine: between any two instructions, in the middle of the slices of
 * whoever drives it, who notices nothing. Moment 2n is when instruction n begins, after all that happens before it; moment
 * 2n+1 when it has been executed. One thread.
 */
abstract class Watch {
    static final long NEVER = Long.MAX_VALUE;

    /** Looks at nothing. */
    static Watch none() {
        return new Watch() {
            @Override
            boolean isBlind() {
                return true;
            }

            @Override
            long next(long moment) {
                return NEVER - 1;
            }

            @Override
            void look(Machine machine, long moment) {}
        };
    }

    /** The watch has seen all that it wants: the run ends. */
    static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super("enough was seen", null, false, false);
        }
    }

    private Machine machine;

    /** True if it looks at nothing: the log's own checks are all there is. */
    boolean isBlind() {
        return false;
    }

    /** The first moment to look at that is not before this one; {@link #NEVER} when enough was seen. */
    abstract long next(long moment);

    /** Changes nothing in the machine. */
    abstract void look(Machine machine, long moment);

    static long begins(long instruction) {
        return 2 * instruction;
    }

    private static long executed(long instruction) {
        return 2 * instruction - 1;
    }

    /** The same engine, watched. The machine that gets it is made known by {@link #watches}. */
    Function<Hart, ExecutionEngine> around(Function<Hart, ExecutionEngine> engine) {
        return hart -> {
            ExecutionEngine watched = engine.apply(hart);
            return until -> run(hart, watched, until);
        };
    }

    Machine watches(Machine made) {
        machine = made;
        return made;
    }

    /** The run is over. */
    void ends() {
        at(begins(machine.instruction()));
    }

    private StopReason run(Hart hart, ExecutionEngine engine, long until) {
        while (hart.instruction() < until) {
            at(begins(hart.instruction()));
            long next = wanted(begins(hart.instruction()) + 1);
            StopReason reason = engine.run(Math.min(until, next / 2 + (next & 1)));
            at(executed(hart.instruction()));
            if (reason != StopReason.REACHED) {
                return reason;
            }
        }
        return StopReason.REACHED;
    }

    private void at(long moment) {
        if (wanted(moment) == moment) {
            look(machine, moment);
        }
    }

    private long wanted(long moment) {
        long next = next(moment);
        if (next == NEVER) {
            throw new Enough();
        }
        return next;
    }

    /** Prints of the state at every {@code stride}th moment. */
    static final class Prints extends Watch {
        private final long from;
        private final long to;
        private final long stride;
        private final long[] prints;

        /** From {@code from} to {@code to}, both included. A stride above 1 and its {@code from} are even. */
        Prints(long from, long to, long stride) {
            this.from = from;
            this.to = to;
            this.stride = stride;
            prints = new long[Math.toIntExact((to - from) / stride) + 1];
        }

        @Override
        long next(long moment) {
            long next = moment <= from ? from : from + (moment - from + stride - 1) / stride * stride;
            return next > to ? NEVER : next;
        }

        @Override
        void look(Machine machine, long moment) {
            long print = Long.rotateLeft(machine.registerDigest(), 1) + machine.memoryDigest();
            prints[(int) ((moment - from) / stride)] = print == 0 ? 1 : print;
        }

        /** The first moment at which the two saw different things, or one saw nothing; {@link #NEVER} for none. */
        long firstUnlike(Prints other) {
            int unlike = java.util.Arrays.mismatch(prints, other.prints);
            return unlike < 0 ? NEVER : from + unlike * stride;
        }
    }

    /** The whole state at one moment. */
    static final class Freeze extends Watch {
        private final long wanted;
        private StateImage image;

        Freeze(long wanted) {
            this.wanted = wanted;
        }

        @Override
        long next(long moment) {
            return moment <= wanted ? wanted : NEVER;
        }

        @Override
        void look(Machine machine, long moment) {
            image = StateImage.of(machine);
        }

        /** Null if the run did not come there. */
        StateImage image() {
            return image;
        }
    }
}
