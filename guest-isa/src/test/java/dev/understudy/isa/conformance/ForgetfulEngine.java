package dev.understudy.isa.conformance;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.StopReason;
import dev.understudy.isa.instruction.CompressedForm;
import dev.understudy.isa.instruction.Decoder;
import dev.understudy.isa.interpreter.Interpreter;

/** An engine that forgets one rule while it executes loads, stores, atomics and CSR instructions of the trials. */
final class ForgetfulEngine implements ExecutionEngine {
    private final Hart hart;
    private final ExecutionEngine engine;
    private final Lapse lapse;
    private final int word;
    private final int satp = Hart.stateNames().indexOf("satp");

    ForgetfulEngine(Hart hart, Lapse lapse) {
        this.hart = hart;
        this.engine = new Interpreter(hart);
        this.lapse = lapse;
        this.word = Hart.stateNames().indexOf(lapse.word());
    }

    @Override
    public StopReason run(long until) {
        StopReason reason = StopReason.REACHED;
        while (hart.instruction() < until && reason == StopReason.REACHED) {
            reason = step();
        }
        return reason;
    }

    private StopReason step() {
        long pc = Layout.code(hart.pc());
        int bits = hart.ram().load32(pc);
        int instruction = Decoder.isCompressed(bits) ? CompressedForm.expand(bits & 0xffff) : bits;
        Kind kind = Kind.of(instruction);
        boolean memory = kind == Kind.LOAD || kind == Kind.STORE || kind == Kind.ATOMIC;
        if (pc < Layout.CODE || !(memory || kind == Kind.CONTROL_REGISTER)) {
            return engine.run(hart.instruction() + 1);
        }
        if (lapse.isOfEntries()) {
            return memory ? stepWithEntries(address(kind, instruction)) : engine.run(hart.instruction() + 1);
        }
        boolean concerned = memory == !lapse.word().equals("mcounteren");
        return concerned ? stepWithWord() : engine.run(hart.instruction() + 1);
    }

    private long address(Kind kind, int instruction) {
        long base = hart.register(Encodings.rs1(instruction));
        return switch (kind) {
            case LOAD -> base + (instruction >> 20);
            case STORE -> base + (instruction >> 25 << 5 | Encodings.rd(instruction));
            default -> base;
        };
    }

    private StopReason stepWithWord() {
        long before = hart.save()[word];
        if (lapse.forWord(before) == before) {
            return engine.run(hart.instruction() + 1);
        }
        set(lapse.forWord(before));
        StopReason reason = engine.run(hart.instruction() + 1);
        set(lapse.restored(before, hart.save()[word]));
        return reason;
    }

    private void set(long value) {
        long[] words = hart.save();
        words[word] = value;
        hart.restore(words);
    }

    /** Changes the entries that a walk for this address reads, and changes them back. */
    private StopReason stepWithEntries(long address) {
        long[] places = new long[3];
        long[] entries = new long[3];
        int count = 0;
        long table = hart.save()[satp] << 20 >>> 8;
        for (int level = 2; level >= 0 && hart.ram().contains(table, 4096); level--) {
            long at = table + 8 * (address >>> (12 + 9 * level) & 511);
            places[count] = at;
            entries[count] = hart.ram().load64(at);
            long changed = lapse.forEntry(entries[count++]);
            hart.ram().store64(at, changed);
            if ((changed & PageEntries.KIND) != PageEntries.POINTER) {
                break;
            }
            table = changed >>> 10 << 12;
        }
        StopReason reason = engine.run(hart.instruction() + 1);
        for (int i = 0; i < count; i++) {
            hart.ram().store64(places[i], entries[i]);
        }
        return reason;
    }
}
