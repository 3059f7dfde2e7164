package dev.understudy.isa.interpreter;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.StopReason;

/** The interpreter of one hart. */
public final class Interpreter implements ExecutionEngine {
    private final Hart hart;

    public Interpreter(Hart hart) {
        this.hart = hart;
    }

    @Override
    public StopReason run(long until) {
        throw new UnsupportedOperationException("not yet at " + hart.instruction());
    }
}
