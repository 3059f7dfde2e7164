package dev.understudy.isa;

import dev.understudy.isa.instruction.Disassembler;
import dev.understudy.isa.mmu.PhysicalMemoryProtection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * One word of the saved state: its name, its field and which values it can have. The list's order is that of snapshots.
 */
record StateWord(String name, Getter getter, Setter setter, LongPredicate legal) {
    static final List<StateWord> ALL = all();

    interface Getter {
        long get(HartState state);
    }

    interface Setter {
        void set(HartState state, long value);
    }

    long get(HartState state) {
        return getter.get(state);
    }

    void set(HartState state, long value) {
        setter.set(state, value);
    }

    private static List<StateWord> all() {
        List<StateWord> words = new ArrayList<>();
        for (int i = 1; i < 32; i++) {
            int index = i;
            words.add(new StateWord(
                    "x" + i + "/" + Disassembler.register(i),
                    s -> s.registers[index],
                    (s, v) -> s.registers[index] = v,
                    any()));
        }
        for (int i = 0; i < 32; i++) {
            int index = HartState.F0 + i;
            words.add(new StateWord(
                    "f" + i + "/" + Disassembler.floatRegister(i),
                    s -> s.registers[index],
                    (s, v) -> s.registers[index] = v,
                    any()));
        }
        words.add(new StateWord("fcsr", s -> s.fcsr.value(), (s, v) -> s.fcsr.setValue(v), within(0xff)));
        words.add(new StateWord("pc", s -> s.pc, (s, v) -> s.pc = v, within(~1)));
        words.add(new StateWord("instruction", s -> s.instruction, (s, v) -> s.instruction = v, v -> v >= 0));
        words.add(new StateWord(
                "privilege", s -> s.privilege, (s, v) -> s.privilege = (int) v, v -> v == 0 || v == 1 || v == 3));
        words.add(new StateWord(
                "reservation", s -> s.reservation, (s, v) -> s.reservation = v, v -> v == -1 || (v & 3) == 0));
        addTraps(words);
        addCounters(words);
        addMemory(words);
        return List.copyOf(words);
    }

    private static void addTraps(List<StateWord> words) {
        words.add(new StateWord(
                "mstatus", s -> s.mstatus, (s, v) -> s.mstatus = v, v -> StatusBits.legalStatus(0, v) == v));
        words.add(new StateWord(
                "medeleg", s -> s.medeleg, (s, v) -> s.medeleg = v, within(StatusBits.DELEGABLE_EXCEPTIONS)));
        words.add(new StateWord(
                "mideleg", s -> s.mideleg, (s, v) -> s.mideleg = v, within(StatusBits.SUPERVISOR_INTERRUPTS)));
        words.add(new StateWord("mie", s -> s.mie, (s, v) -> s.mie = v, within(StatusBits.INTERRUPTS)));
        words.add(new StateWord(
                "interruptWires", s -> s.interruptWires, (s, v) -> s.interruptWires = v, within(StatusBits.WIRES)));
        words.add(new StateWord(
                "interruptSoftware",
                s -> s.interruptSoftware,
                (s, v) -> s.interruptSoftware = v,
                within(StatusBits.SUPERVISOR_INTERRUPTS)));
        words.add(new StateWord("mtvec", s -> s.mtvec, (s, v) -> s.mtvec = v, within(~2)));
        words.add(new StateWord("mscratch", s -> s.mscratch, (s, v) -> s.mscratch = v, any()));
        words.add(new StateWord("mepc", s -> s.mepc, (s, v) -> s.mepc = v, within(~1)));
        words.add(new StateWord("mcause", s -> s.mcause, (s, v) -> s.mcause = v, any()));
        words.add(new StateWord("mtval", s -> s.mtval, (s, v) -> s.mtval = v, any()));
        words.add(new StateWord("stvec", s -> s.stvec, (s, v) -> s.stvec = v, within(~2)));
        words.add(new StateWord("sscratch", s -> s.sscratch, (s, v) -> s.sscratch = v, any()));
        words.add(new StateWord("sepc", s -> s.sepc, (s, v) -> s.sepc = v, within(~1)));
        words.add(new StateWord("scause", s -> s.scause, (s, v) -> s.scause = v, any()));
        words.add(new StateWord("stval", s -> s.stval, (s, v) -> s.stval = v, any()));
    }

    private static void addCounters(List<StateWord> words) {
        words.add(new StateWord(
                "mcounteren", s -> s.mcounteren, (s, v) -> s.mcounteren = v, within(StatusBits.COUNTERS)));
        words.add(new StateWord(
                "scounteren", s -> s.scounteren, (s, v) -> s.scounteren = v, within(StatusBits.COUNTERS)));
        words.add(new StateWord(
                "mcountinhibit",
                s -> s.mcountinhibit,
                (s, v) -> s.mcountinhibit = v,
                within(StatusBits.INHIBITABLE_COUNTERS)));
        words.add(new StateWord("mcycle", s -> s.mcycle, (s, v) -> s.mcycle = v, any()));
        words.add(new StateWord("minstret", s -> s.minstret, (s, v) -> s.minstret = v, any()));
        words.add(new StateWord(
                "menvcfg", s -> s.menvcfg, (s, v) -> s.menvcfg = v, within(StatusBits.FIOM | StatusBits.STCE)));
        words.add(new StateWord("senvcfg", s -> s.senvcfg, (s, v) -> s.senvcfg = v, within(StatusBits.FIOM)));
        words.add(new StateWord(
                "mseccfg", s -> s.mseccfg, (s, v) -> s.mseccfg = v, within(StatusBits.SSEED | StatusBits.USEED)));
    }

    private static void addMemory(List<StateWord> words) {
        words.add(new StateWord("stimecmp", s -> s.stimecmp, (s, v) -> s.stimecmp = v, any()));
        words.add(new StateWord(
                "supervisorTimerDue",
                s -> s.supervisorTimerDue ? 1 : 0,
                (s, v) -> s.supervisorTimerDue = v != 0,
                within(1)));
        words.add(new StateWord("satp", s -> s.satp, (s, v) -> s.satp = v, v -> StatusBits.legalSatp(~v, v) == v));
        for (int i = 0; i < PhysicalMemoryProtection.ENTRIES; i += 8) {
            int first = i;
            words.add(new StateWord(
                    "pmpcfg" + i / 4,
                    s -> s.protection.configs(first),
                    (s, v) -> s.protection.restoreConfigs(first, v),
                    PhysicalMemoryProtection::isLegal));
        }
        for (int i = 0; i < PhysicalMemoryProtection.ENTRIES; i++) {
            int entry = i;
            words.add(new StateWord(
                    "pmpaddr" + i,
                    s -> s.protection.rawAddress(entry),
                    (s, v) -> s.protection.restoreAddress(entry, v),
                    within((1L << 54) - 1)));
        }
    }

    private static LongPredicate any() {
        return v -> true;
    }

    private static LongPredicate within(long bits) {
        return v -> (v & ~bits) == 0;
    }
}
