package dev.understudy.isa.conformance;

import dev.understudy.isa.instruction.Disassembler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The program in M that runs the trials on both machines. It begins a trial with an {@code mret}; every trap comes back to
 * it, directly or from the handler of S, which is {@code ecall; sret}. It writes a {@link Record} and lets the trial go on
 * behind the instruction that trapped; the trial ends at a halfword of zeros, an interrupt, a fetch that failed, outside the
 * fragments' code, or when its traps are used up. {@code minstret} counts only while a trial runs, and two instructions a
 * trap: {@code mret} and the one that stops it.
 */
final class Monitor {
    /** Traps of one trial. */
    static final int BUDGET = 8;

    /** Where the handler of S has its {@code sret}; before it, an {@code ecall} for each vector. */
    private static final int RETURN = 64;

    /** What the major opcode of atomics is, and LR's number among them. */
    private static final int ATOMIC = 0x2f;

    private static final int LOAD_RESERVED = 2;

    private Monitor() {}

    static Routine routine() {
        List<String> lines = new ArrayList<>();
        lines.addAll(begin());
        lines.addAll(trap());
        lines.addAll(goOn());
        lines.addAll(nextTrial());
        return new Routine(Layout.RAM, lines);
    }

    static Routine supervisorHandler() {
        List<String> lines = new ArrayList<>(Collections.nCopies(RETURN / 4, "ecall"));
        lines.add("sret");
        return new Routine(Layout.SUPERVISOR_HANDLER, lines);
    }

    /** What qemu's reset leaves in registers is forgotten; the timer of M is never due. */
    private static List<String> begin() {
        List<String> lines = new ArrayList<>(List.of("addi a1,zero,0", "addi a2,zero,0", "la t1," + Layout.PROTECTION));
        lines.addAll(protect(0));
        lines.addAll(List.of(
                "addi t0,zero,-1",
                "la t1," + Layout.TIMER_COMPARE,
                "sd t0,0(t1)",
                "la t0,@trap",
                "csrrw zero,mtvec,t0",
                "la t0," + Layout.RECORDS,
                "csrrw zero,mscratch,t0",
                "la t1," + Layout.TRIAL,
                "la t0," + (Layout.TRIALS - Layout.TRIAL_SIZE),
                "sd t0,0(t1)",
                "jal zero,@next"));
        return lines;
    }

    /** Physical memory protection from where t1 points. */
    private static List<String> protect(int offset) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < Protection.ENTRIES; i++) {
            lines.add("ld t2," + (offset + 8 + 8 * i) + "(t1)");
            lines.add("csrrw zero,pmpaddr" + i + ",t2");
        }
        lines.addAll(List.of("ld t2," + offset + "(t1)", "csrrw zero,pmpcfg0,t2"));
        return lines;
    }

    private static List<String> trap() {
        List<String> lines = new ArrayList<>(List.of("trap:", "csrrwi zero,mcountinhibit,4"));
        lines.add("csrrw sp,mscratch,sp");
        for (int i = 1; i < 32; i++) {
            if (i != 2) {
                lines.add("sd " + name(i) + "," + 8 * i + "(sp)");
            }
        }
        lines.add("csrrs t0,mscratch,zero");
        lines.add("sd t0,16(sp)");
        lines.add("level:");
        lines.addAll(forgetBreakpointAddress("mcause", "mtval"));
        lines.addAll(forgetBreakpointAddress("scause", "stval"));
        lines.addAll(levelAtomic("mcause", "mepc"));
        lines.addAll(levelAtomic("scause", "sepc"));
        lines.addAll(List.of("addi t0,zero,0", "addi t1,zero,0", "addi t2,zero,0", "levelled:"));
        for (int i = 0; i < Record.CONTROL_REGISTERS.size(); i++) {
            lines.add("csrrs t0," + Record.CONTROL_REGISTERS.get(i) + ",zero");
            lines.add("sd t0," + Record.controlRegister(i) + "(sp)");
        }
        lines.addAll(floats());
        lines.addAll(List.of(
                "la t5," + Layout.TRIAL,
                "ld t0,0(t5)",
                "sd t0,0(sp)",
                "addi t0,sp," + Record.SIZE,
                "csrrw zero,mscratch,t0",
                "la t1," + (Layout.RECORDS_END - Record.SIZE),
                "bltu t1,t0,@finish"));
        return lines;
    }

    /** Also those of a trial that has the floating-point unit off. */
    private static List<String> floats() {
        List<String> lines = new ArrayList<>(List.of("lui t1,0x6", "csrrs t0,mstatus,t1"));
        for (int i = 0; i < 32; i++) {
            lines.add("fsd " + Disassembler.floatRegister(i) + "," + Record.floatRegister(i) + "(sp)");
        }
        lines.addAll(
                List.of("csrrs t1,fcsr,zero", "sd t1," + Record.floatRegister(32) + "(sp)", "csrrw zero,mstatus,t0"));
        return lines;
    }

    /** The value of a breakpoint may be its address or zero (privileged ISA, section 3.1.16). */
    private static List<String> forgetBreakpointAddress(String cause, String value) {
        return List.of(
                "csrrs t0," + cause + ",zero", "addi t0,t0,-3", "bne t0,zero,.+8", "csrrw zero," + value + ",zero");
    }

    /**
     * An atomic that is refused raises the store's exception (3.1.15); in qemu its load comes first and raises its own.
     * No branch hangs on the cause, so that both harts take the same steps.
     */
    private static List<String> levelAtomic(String cause, String pc) {
        List<String> lines = new ArrayList<>(List.of("csrrs t1," + pc + ",zero"));
        lines.addAll(codeOffset());
        lines.addAll(List.of(
                "la t4," + Layout.RAM,
                "add t3,t3,t4",
                "lhu t2,0(t3)",
                "andi t2,t2,0x7f",
                "addi t4,zero," + ATOMIC,
                "bne t2,t4,@levelled" + cause,
                "lhu t2,2(t3)",
                "srli t2,t2,11",
                "addi t4,zero," + LOAD_RESERVED,
                "beq t2,t4,@levelled" + cause,
                "csrrs t0," + cause + ",zero",
                "xori t1,t0,5",
                "andi t1,t1,-9",
                "sltiu t1,t1,1",
                "xori t2,t0,4",
                "sltiu t2,t2,1",
                "or t1,t1,t2",
                "slli t1,t1,1",
                "add t0,t0,t1",
                "csrrw zero," + cause + ",t0",
                "levelled" + cause + ":"));
        return lines;
    }

    /** Into t3, of the address of code in t1, from the base of RAM. */
    private static List<String> codeOffset() {
        return List.of("lui t3,0x" + Integer.toHexString(Layout.CODE_WINDOW >>> 12), "addi t3,t3,-1", "and t3,t1,t3");
    }

    private static List<String> goOn() {
        List<String> lines = new ArrayList<>(List.of(
                "ld t0,8(t5)",
                "addi t0,t0,-1",
                "sd t0,8(t5)",
                "beq t0,zero,@next",
                "csrrs t0,mcause,zero",
                "csrrs t1,mepc,zero",
                "csrrs t2,stvec,zero",
                "andi t2,t2,-4",
                "bne t1,t2,@cause",
                "csrrs t0,scause,zero",
                "csrrs t1,sepc,zero",
                "cause:",
                "blt t0,zero,@next",
                "addi t3,zero,1",
                "beq t0,t3,@next",
                "addi t3,zero,12",
                "beq t0,t3,@next"));
        lines.addAll(codeOffset());
        lines.addAll(List.of(
                "lui t4,0x" + Integer.toHexString(Layout.offset(Layout.CODE) >>> 12),
                "bltu t3,t4,@next",
                "la t4," + Layout.RAM,
                "add t3,t3,t4",
                "lhu t3,0(t3)",
                "beq t3,zero,@next",
                "andi t3,t3,3",
                "addi t1,t1,2",
                "addi t4,zero,3",
                "bne t3,t4,@skipped",
                "addi t1,t1,2",
                "skipped:",
                "csrrs t3,mepc,zero",
                "beq t3,t2,@bySupervisor",
                "csrrw zero,mepc,t1",
                "jal zero,@restore",
                "bySupervisor:",
                "csrrw zero,sepc,t1",
                "addi t3,t3," + RETURN,
                "csrrw zero,mepc,t3",
                "restore:"));
        lines.addAll(load());
        return lines;
    }

    private static List<String> nextTrial() {
        List<String> lines = new ArrayList<>(List.of(
                "next:",
                "la t5," + Layout.TRIAL,
                "ld t0,0(t5)",
                "addi t0,t0," + Layout.TRIAL_SIZE,
                "sd t0,0(t5)",
                "ld t1,16(t5)",
                "bgeu t0,t1,@finish",
                "addi t1,zero," + BUDGET,
                "sd t1,8(t5)",
                "ld t1,0(t0)",
                "lui t2,0x6",
                "csrrs zero,mstatus,t2"));
        for (int i = 0; i < 32; i++) {
            lines.add("fld " + Disassembler.floatRegister(i) + "," + 8 * (32 + i) + "(t0)");
        }
        lines.addAll(surroundings());
        for (int i = 0; i < Setting.CONTROL_REGISTERS.size(); i++) {
            lines.add("ld t2," + 8 * i + "(t1)");
            lines.add("csrrw zero," + Setting.CONTROL_REGISTERS.get(i) + ",t2");
        }
        lines.addAll(
                List.of("addi sp,t0,0", "ld t1,24(t5)", "bne t0,t1,@enter", "pause:", "addi zero,zero,0", "enter:"));
        lines.addAll(load());
        lines.addAll(List.of(
                "finish:",
                "la t0," + Layout.FINISHER,
                "lui t1,0x5",
                "addi t1,t1,0x555",
                "sw t1,0(t0)",
                "jal zero,.+0"));
        return lines;
    }

    /** The supervisor's timer off and not due, then given to Sstc or not; protection as asked for where t1 points. */
    private static List<String> surroundings() {
        List<String> lines = new ArrayList<>(List.of(
                "csrrw zero,menvcfg,zero",
                "csrrw zero,mip,zero",
                "addi t2,zero,-1",
                "slli t3,t2,63",
                "csrrw zero,menvcfg,t3",
                "csrrw zero,stimecmp,t2",
                "ld t2," + Setting.MENVCFG + "(t1)",
                "csrrw zero,menvcfg,t2",
                "ld t2," + Setting.PROTECTION + "(t1)",
                "csrrs t3,pmpcfg0,zero",
                "bne t2,t3,@protect",
                "la t4," + Layout.PROTECTION,
                "ld t4,0(t4)",
                "beq t2,t4,@protected",
                "protect:"));
        lines.addAll(protect(Setting.PROTECTION));
        lines.add("protected:");
        return lines;
    }

    /** Loads all registers from where sp points, itself last, and leaves. */
    private static List<String> load() {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i < 32; i++) {
            if (i != 2) {
                lines.add("ld " + name(i) + "," + 8 * i + "(sp)");
            }
        }
        lines.addAll(List.of("ld sp,16(sp)", "sfence.vma zero,zero", "csrrwi zero,mcountinhibit,0", "mret"));
        return lines;
    }

    private static String name(int register) {
        return Disassembler.register(register);
    }
}
