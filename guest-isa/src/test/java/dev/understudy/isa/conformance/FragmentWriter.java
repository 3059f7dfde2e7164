package dev.understudy.isa.conformance;

import dev.understudy.isa.instruction.CompressedForm;
import dev.understudy.isa.instruction.Disassembler;
import dev.understudy.isa.instruction.Instruction;
import java.util.List;
import java.util.random.RandomGenerator;

/** Writes one random fragment of code: straight on but for forward branches and small counted loops. */
final class FragmentWriter {
    private final RandomGenerator random;
    private final Code code;
    private final Pointers pointers;
    private final PrivilegedCode privileged;
    private final Surroundings surroundings;
    private Branches branches;
    private int depth;

    FragmentWriter(RandomGenerator random, Code code, Pointers pointers, Surroundings surroundings) {
        this.random = random;
        this.code = code;
        this.pointers = pointers;
        this.surroundings = surroundings;
        this.privileged = new PrivilegedCode(random, code, pointers, surroundings);
    }

    /** The whole fragment, its end mark too. */
    void write() {
        int stretches = 1 + random.nextInt(3);
        for (int i = 0; i < stretches; i++) {
            if (i > 0) {
                privileged.changeMode();
            }
            stretch(4 + random.nextInt(14));
        }
        code.half(0);
        code.half(0);
    }

    private void stretch(int items) {
        Branches outer = branches;
        branches = new Branches(code, random);
        for (int i = 0; i < items; i++) {
            branches.place();
            item();
        }
        branches.close();
        branches = outer;
    }

    private void item() {
        int choice = random.nextInt(100);
        if (choice < 34) {
            computation();
        } else if (choice < 42) {
            privileged.surroundings();
        } else if (choice < 60) {
            compressed();
        } else if (choice < 74) {
            memory(choice < 68 ? Kind.LOAD : Kind.STORE);
        } else if (choice < 79) {
            atomic();
        } else if (choice < 85) {
            branch();
        } else if (choice < 88) {
            jump();
        } else if (choice < 94) {
            privileged.controlRegister();
        } else if (choice < 98) {
            privileged.privileged();
        } else if (choice < 99) {
            reserved();
        } else {
            loop();
        }
    }

    private void computation() {
        int word = Encodings.any(Kind.COMPUTATION, random);
        code.word(Encodings.withRd(word, pointers.target()));
    }

    private void compressed() {
        int half;
        do {
            half = Encodings.anyHalfword(random);
        } while (!fits(half));
        Kind kind = Kind.of(CompressedForm.expand(half));
        if (kind == Kind.BRANCH || kind == Kind.JUMP) {
            branches.addCompressed(half);
        } else {
            code.half(half);
        }
    }

    private boolean fits(int half) {
        int word = CompressedForm.expand(half);
        if (word == 0) {
            return half != 0 && random.nextInt(20) == 0;
        }
        return switch (Kind.of(word)) {
            case COMPUTATION -> pointers.isFree(Encodings.rd(word));
            case LOAD -> pointers.isInData(Encodings.rs1(word)) && pointers.isFree(Encodings.rd(word));
            case STORE -> pointers.isInData(Encodings.rs1(word));
            case BRANCH, JUMP -> true;
            case PRIVILEGED -> random.nextInt(4) == 0;
            default -> false;
        };
    }

    private void memory(Kind kind) {
        int pointer = pointers.pointer(use -> true);
        int word = Encodings.withRs1(Encodings.any(kind, random), pointer);
        if (pointers.mustAlign(pointer)) {
            word &= kind == Kind.LOAD ? ~(7 << 20) : ~(7 << 7);
        }
        code.word(kind == Kind.LOAD ? Encodings.withRd(word, pointers.target()) : word);
    }

    private void atomic() {
        List<Instruction> rows = Encodings.rows(Kind.ATOMIC);
        Instruction row = rows.get(random.nextInt(rows.size()));
        switch (row) {
            case LR_W, SC_W -> reserved(Instruction.LR_W, Instruction.SC_W);
            case LR_D, SC_D -> reserved(Instruction.LR_D, Instruction.SC_D);
            default -> update(row);
        }
    }

    /**
     * An AMO behind a load of the same, since where that loads and then cannot store qemu has set A; and where its load is
     * refused by a range and its store by the page, only if it loads.
     */
    private void update(Instruction row) {
        int pointer = pointers.pointer(use -> use == Pointers.Use.ALIGNED);
        if (surroundings.paged() && surroundings.aligned()) {
            ifLoaded(Instruction.LD.format().encode(Instruction.LD.match(), 0, pointer, 0, 0), row, pointer);
        } else {
            code.word(Instruction.LB.format().encode(Instruction.LB.match(), pointers.target(), pointer, 0, 0));
            code.word(at(row, pointer));
        }
    }

    /**
     * LR, mostly with its SC. What else ends a reservation, and whether an SC without one looks at its address, is left to
     * implementations.
     */
    private void reserved(Instruction load, Instruction store) {
        int pointer = pointers.pointer(use -> true);
        if (random.nextInt(8) > 0) {
            ifLoaded(at(load, pointer), store, pointer);
        } else {
            code.word(at(load, pointer));
        }
    }

    /** The second is executed only if the first, a load, did not trap; nothing touches memory between them. */
    private void ifLoaded(int load, Instruction store, int pointer) {
        int loaded = pointers.scratch();
        int mark;
        do {
            mark = pointers.scratch();
        } while (mark == loaded);
        String marked = Disassembler.register(mark);
        code.text("lui " + marked + ",0x5a5a5", "addi " + Disassembler.register(loaded) + "," + marked + ",0");
        code.word(Encodings.withRd(load, loaded));
        code.text("beq " + Disassembler.register(loaded) + "," + marked + ",.+8");
        code.word(at(store, pointer));
    }

    private int at(Instruction row, int address) {
        return Encodings.withRd(Encodings.withRs1(Encodings.any(row, random), address), pointers.target());
    }

    private void branch() {
        List<Instruction> rows = Encodings.rows(Kind.BRANCH);
        branches.add(rows.get(random.nextInt(rows.size())), 0, random.nextInt(32), random.nextInt(32));
    }

    private void jump() {
        if (random.nextBoolean()) {
            branches.add(Instruction.JAL, pointers.target(), 0, 0);
        } else {
            branches.addRegisterJump(pointers.target(), pointers.scratch());
        }
    }

    private void reserved() {
        code.word(Encodings.anyIllegalWord(random));
    }

    /** A stretch that runs several times, its counter in a register of its own. */
    private void loop() {
        if (depth > 0) {
            computation();
            return;
        }
        depth++;
        int counter = pointers.scratch();
        pointers.take(counter, Pointers.Use.COUNTER);
        code.word(Instruction.ADDI.format().encode(Instruction.ADDI.match(), counter, 0, 0, 2 + random.nextInt(6)));
        int first = code.size();
        stretch(2 + random.nextInt(6));
        code.word(Instruction.ADDI.format().encode(Instruction.ADDI.match(), counter, counter, 0, -1));
        code.word(Instruction.BNE.format().encode(Instruction.BNE.match(), 0, counter, 0, first - code.size()));
        pointers.take(counter, null);
        depth--;
    }
}
