package dev.understudy.isa.conformance;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.StopReason;
import dev.understudy.isa.instruction.CompressedForm;
import dev.understudy.isa.instruction.Decoder;
import dev.understudy.isa.instruction.Instruction;
import dev.understudy.isa.interpreter.Interpreter;

/** An engine that computes one instruction wrongly, in S and U. */
final class WrongEngine implements ExecutionEngine {
    private final Hart hart;
    private final ExecutionEngine engine;
    private final Instruction wrong;

    WrongEngine(Hart hart, Instruction wrong) {
        this.hart = hart;
        this.engine = new Interpreter(hart);
        this.wrong = wrong;
    }

    @Override
    public StopReason run(long until) {
        StopReason reason = StopReason.REACHED;
        while (hart.instruction() < until && reason == StopReason.REACHED) {
            int word = hart.ram().load32(Layout.code(hart.pc()));
            if (Decoder.isCompressed(word)) {
                word = CompressedForm.expand(word & 0xffff);
            }
            boolean executed = hart.privilege() < 3 && wrong.matches(word);
            long pc = hart.pc();
            reason = engine.run(hart.instruction() + 1);
            if (executed && hart.pc() == pc + 4) {
                flip(word);
            }
        }
        return reason;
    }

    /** The lowest bit of what it wrote. */
    private void flip(int word) {
        String file = wrong.name().startsWith("F") ? "f" : "x";
        long[] words = hart.save();
        for (int i = 0; i < words.length; i++) {
            if (Hart.stateNames().get(i).startsWith(file + Encodings.rd(word) + "/")) {
                words[i] ^= 1;
            }
        }
        hart.restore(words);
    }
}
