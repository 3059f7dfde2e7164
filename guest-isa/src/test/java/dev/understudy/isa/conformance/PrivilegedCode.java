package dev.understudy.isa.conformance;

import dev.understudy.isa.instruction.Disassembler;
import dev.understudy.isa.instruction.Instruction;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random accesses to control registers, system instructions that trap, and changes of mode. */
final class PrivilegedCode {
    private final RandomGenerator random;
    private final Code code;
    private final Pointers pointers;
    private final Surroundings surroundings;
    private final SurroundingsCode changes;

    private int mode;

    PrivilegedCode(RandomGenerator random, Code code, Pointers pointers, Surroundings surroundings) {
        this.random = random;
        this.code = code;
        this.pointers = pointers;
        this.surroundings = surroundings;
        this.changes = new SurroundingsCode(random, code, pointers, surroundings);
        this.mode = surroundings.mode();
    }

    /** One access, which may be illegal in this mode. */
    void controlRegister() {
        ComparedRegister register = ComparedRegister.any(random);
        List<Instruction> rows = Encodings.rows(Kind.CONTROL_REGISTER);
        Instruction row = rows.get(random.nextInt(rows.size()));
        switch (register.treatment()) {
            case FREE -> code.word(access(row, pointers.target(), operand(row, register), register.number()));
            case READ -> code.word(access(Instruction.CSRRS, pointers.target(), 0, register.number()));
            case PROBED -> code.word(access(Instruction.CSRRS, 0, 0, register.number()));
            case RESTORED -> {
                int operand = operand(row, register);
                int old = pointers.scratch();
                code.word(access(row, old, operand, register.number()));
                code.word(access(Instruction.CSRRW, pointers.target(), old, register.number()));
            }
        }
    }

    /** A register with a random value that has no other bits than those that may be written; or 5 bits like this. */
    private int operand(Instruction row, ComparedRegister register) {
        long writable = register.writable();
        if (row.name().endsWith("I")) {
            return random.nextInt(32) & (int) writable;
        }
        if (writable == -1) {
            return random.nextInt(32);
        }
        int operand = pointers.scratch();
        String t = Disassembler.register(operand);
        if (writable < 0) {
            code.text("andi " + t + "," + Disassembler.register(random.nextInt(32)) + "," + writable);
        } else {
            int value = random.nextInt() & (int) writable;
            int low = value << 20 >> 20;
            code.text(
                    "lui " + t + ",0x" + Integer.toHexString((value - low) >>> 12), "addi " + t + "," + t + "," + low);
        }
        return operand;
    }

    private static int access(Instruction row, int rd, int rs1, int number) {
        return row.format().encode(row.match(), rd, rs1, 0, number);
    }

    /** Another page table, range or deadline. */
    void surroundings() {
        changes.change(mode);
    }

    /** A system instruction that traps in this mode, or that does nothing else that could be seen. */
    void privileged() {
        switch (random.nextInt(7)) {
            case 0 -> code.text("ecall");
            case 1 -> code.text("ebreak");
            case 2 -> code.word(Encodings.any(Instruction.SFENCE_VMA, random));
            case 3 -> code.text("fence.i");
            case 4 -> code.text(mode == 3 ? "ecall" : "mret");
            case 5 -> code.text(mode == 0 ? "sret" : "ebreak");
            default -> waitForInterrupt();
        }
    }

    /** In M with an interrupt pending, since nothing would end it; in U it is illegal. */
    private void waitForInterrupt() {
        if (mode == 3) {
            code.text("csrrsi zero,mie,2", "csrrsi zero,mip,2", "wfi");
        } else if (surroundings.mode() == 0) {
            code.text("wfi");
        }
    }

    /** Goes on in a mode that is not higher, without MPRV. An SRET that traps, because of TSR, leaves it in S. */
    void changeMode() {
        String t = Disassembler.register(pointers.scratch());
        if (mode == 3) {
            int next = List.of(0, 1, 3).get(random.nextInt(3));
            code.text("lui " + t + ",0x20", "csrrc zero,mstatus," + t);
            code.text("auipc " + t + ",0", "addi " + t + "," + t + ",44");
            code.text(next == 0 ? toUserCode(t) : nothing(), "csrrw zero,mepc," + t);
            code.text("lui " + t + ",0x2", "addi " + t + "," + t + ",-2048", "csrrc zero,mstatus," + t);
            code.text("lui " + t + (next == 1 ? ",0x1" : ",0x2"), "addi " + t + "," + t + ",-2048");
            code.text(next == 0 ? nothing() : "csrrs zero,mstatus," + t, "mret");
            mode = next;
        } else if (mode == 1) {
            code.text("auipc " + t + ",0", "addi " + t + "," + t + ",28", toUserCode(t), "csrrw zero,sepc," + t);
            code.text("addi " + t + ",zero,256", "csrrc zero,sstatus," + t, "sret");
            mode = 0;
        }
    }

    private String toUserCode(String address) {
        if (!surroundings.paged()) {
            return nothing();
        }
        int distance = pointers.any(use -> use == Pointers.Use.DISTANCE);
        return "add " + address + "," + address + "," + Disassembler.register(distance);
    }

    private static String nothing() {
        return "addi zero,zero,0";
    }
}
