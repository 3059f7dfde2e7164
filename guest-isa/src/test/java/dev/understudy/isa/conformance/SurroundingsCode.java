package dev.understudy.isa.conformance;

import dev.understudy.isa.conformance.Pointers.Use;
import dev.understudy.isa.instruction.Disassembler;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random changes of what a fragment finds around itself: page tables, ranges of protection, the supervisor's timer. */
final class SurroundingsCode {
    private final RandomGenerator random;
    private final Code code;
    private final Pointers pointers;
    private final Surroundings surroundings;

    SurroundingsCode(RandomGenerator random, Code code, Pointers pointers, Surroundings surroundings) {
        this.random = random;
        this.code = code;
        this.pointers = pointers;
        this.surroundings = surroundings;
    }

    /** One change, or none if there is nothing to change in this mode. */
    void change(int mode) {
        switch (random.nextInt(3)) {
            case 0 -> changeTranslation(mode);
            case 1 -> changeProtection(mode);
            default -> changeDeadline();
        }
    }

    private void changeTranslation(int mode) {
        if (!surroundings.paged()) {
            return;
        }
        switch (random.nextInt(mode == 0 ? 2 : 6)) {
            case 0 -> code.text("csrrw " + name(pointers.target()) + ",satp," + of(Use.SPACE));
            case 1 -> changeRights(mode);
            case 2 -> lendPrivilege(mode);
            default -> changeEntry();
        }
    }

    /** SUM, MXR or both. */
    private void changeRights(int mode) {
        String t = name(pointers.scratch());
        String status = mode == 3 ? "mstatus" : "sstatus";
        String set = random.nextInt(3) == 0 ? "csrrc" : "csrrs";
        code.text("lui " + t + "," + List.of("0x40", "0x80", "0xc0").get(random.nextInt(3)));
        code.text(set + " " + name(pointers.target()) + "," + status + "," + t);
    }

    /** MPRV: loads and stores with the rights of U or S. */
    private void lendPrivilege(int mode) {
        if (mode == 3) {
            String t = name(pointers.scratch());
            code.text("lui " + t + ",0x2", "addi " + t + "," + t + ",-2048", "csrrc zero,mstatus," + t);
            boolean supervisor = random.nextBoolean();
            code.text("lui " + t + (supervisor ? ",0x21" : ",0x20"));
            code.text("addi " + t + "," + t + (supervisor ? ",-2048" : ",0"), "csrrs zero,mstatus," + t);
        }
    }

    /** The fence follows at once: without one qemu may go on with the old entry, ours never does. */
    private void changeEntry() {
        String fenced = random.nextBoolean() ? "zero" : name(pointers.pointer(use -> true));
        code.text("sd " + of(Use.REPLACEMENT) + ",0(" + of(Use.ENTRY) + ")", "sfence.vma " + fenced + ",zero");
    }

    private void changeProtection(int mode) {
        if (surroundings.protection() == null || (mode < 3 && random.nextInt(4) > 0)) {
            return;
        }
        List<Integer> changeable = surroundings.protection().changeable();
        if (!changeable.isEmpty() && random.nextBoolean()) {
            int entry = changeable.get(random.nextInt(changeable.size()));
            code.text("csrrw " + name(pointers.target()) + ",pmpaddr" + entry + "," + of(Use.RANGE));
        } else {
            code.text("csrrs " + name(pointers.target()) + ",pmpcfg0," + of(Use.PERMISSIONS));
        }
        code.text("sfence.vma zero,zero");
    }

    private void changeDeadline() {
        if (surroundings.timed()) {
            code.text("csrrw " + name(pointers.target()) + ",stimecmp," + of(Use.DEADLINE));
        }
    }

    private String of(Use wanted) {
        return name(pointers.any(use -> use == wanted));
    }

    private static String name(int register) {
        return Disassembler.register(register);
    }
}
