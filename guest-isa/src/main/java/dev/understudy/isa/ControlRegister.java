package dev.understudy.isa;

import java.util.Locale;

/**
 * The control and status registers that this hart has, with their numbers (privileged ISA, section 2.2). All others are
 * absent: an access to them is an illegal instruction.
 */
public enum ControlRegister {
    FFLAGS(0x001),
    FRM(0x002),
    FCSR(0x003),
    SEED(0x015),
    SSTATUS(0x100),
    SIE(0x104),
    STVEC(0x105),
    SCOUNTEREN(0x106),
    SENVCFG(0x10a),
    SSCRATCH(0x140),
    SEPC(0x141),
    SCAUSE(0x142),
    STVAL(0x143),
    SIP(0x144),
    STIMECMP(0x14d),
    SATP(0x180),
    MSTATUS(0x300),
    MISA(0x301),
    MEDELEG(0x302),
    MIDELEG(0x303),
    MIE(0x304),
    MTVEC(0x305),
    MCOUNTEREN(0x306),
    MENVCFG(0x30a),
    MCOUNTINHIBIT(0x320),
    /** 29 registers, read-only zero. */
    MHPMEVENT3(0x323, 29),
    MSCRATCH(0x340),
    MEPC(0x341),
    MCAUSE(0x342),
    MTVAL(0x343),
    MIP(0x344),
    PMPCFG0(0x3a0),
    PMPCFG2(0x3a2),
    /** 16 registers. */
    PMPADDR0(0x3b0, 16),
    MSECCFG(0x747),
    /** No trigger to select (debug specification, section 5.7). */
    TSELECT(0x7a0),
    /** Three registers, read-only zero: of type "there is no trigger". */
    TDATA1(0x7a1, 3),
    TINFO(0x7a4),
    MCYCLE(0xb00),
    MINSTRET(0xb02),
    /** 29 registers, read-only zero. */
    MHPMCOUNTER3(0xb03, 29),
    CYCLE(0xc00),
    TIME(0xc01),
    INSTRET(0xc02),
    /** 29 registers, read-only zero. */
    HPMCOUNTER3(0xc03, 29),
    MVENDORID(0xf11),
    MARCHID(0xf12),
    MIMPID(0xf13),
    MHARTID(0xf14),
    MCONFIGPTR(0xf15);

    private static final ControlRegister[] BY_NUMBER = new ControlRegister[1 << 12];

    static {
        for (ControlRegister register : values()) {
            for (int i = 0; i < register.count; i++) {
                BY_NUMBER[register.number + i] = register;
            }
        }
    }

    private final int number;
    private final int count;

    ControlRegister(int number) {
        this(number, 1);
    }

    ControlRegister(int number, int count) {
        this.number = number;
        this.count = count;
    }

    /** 12 bits; of a row that stands for many, the first. */
    public int number() {
        return number;
    }

    /** Which register of a row that stands for many. */
    int indexOf(int ofNumber) {
        return ofNumber - number;
    }

    /** The register of this number, null if it is absent. */
    public static ControlRegister of(int number) {
        return BY_NUMBER[number & 0xfff];
    }

    /** As assemblers write it, in hexadecimal if it is absent. */
    public static String nameOf(int number) {
        ControlRegister register = of(number);
        if (register == null) {
            return "0x" + Integer.toHexString(number & 0xfff);
        }
        String name = register.name().toLowerCase(Locale.ROOT);
        if (register.count == 1) {
            return name;
        }
        int last = name.length() - 1;
        return name.substring(0, last) + (Character.digit(name.charAt(last), 10) + register.indexOf(number));
    }
}
