package dev.understudy.isa.conformance;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.StopReason;
import dev.understudy.isa.instruction.CompressedForm;
import dev.understudy.isa.instruction.Decoder;
import dev.understudy.isa.instruction.Instruction;
import dev.understudy.isa.interpreter.Interpreter;

/** An engine that computes one instruction wrongly, for one operand in rs1. */
final class WrongEngine implements ExecutionEngine {
    private final Hart hart;
    private final ExecutionEngine engine;
    private final Instruction wrong;
    private final long operand;

    WrongEngine(Hart hart, Instruction wrong, long operand) {
        this.hart = hart;
        this.engine = new Interpreter(hart);
        this.wrong = wrong;
        this.operand = operand;
    }

    @Override
    public StopReason run(long until) {
        StopReason reason = StopReason.REACHED;
        while (hart.instruction() < until && reason == StopReason.REACHED) {
            int word = hart.ram().contains(hart.pc(), 4) ? hart.ram().load32(hart.pc()) : 0;
            if (Decoder.isCompressed(word)) {
                word = CompressedForm.expand(word & 0xffff);
            }
            boolean meant = wrong.matches(word) && hart.register(Encodings.rs1(word)) == operand;
            reason = engine.run(hart.instruction() + 1);
            int rd = Encodings.rd(word);
            if (meant) {
                hart.setRegister(rd, hart.register(rd) ^ 1);
            }
        }
        return reason;
    }
}
