package dev.understudy.isa.conformance;

import java.util.random.RandomGenerator;

/** The control registers that random programs access, and how freely. */
enum ComparedRegister {
    FFLAGS(0x001, Treatment.FREE, 0x1f),
    FRM(0x002, Treatment.FREE, 7),
    FCSR(0x003, Treatment.FREE, 0xff),
    SSTATUS(0x100, Treatment.FREE, 0xc_0122),
    SIE(0x104, Treatment.FREE, 0x222),
    STVEC(0x105, Treatment.RESTORED, ~2),
    SCOUNTEREN(0x106, Treatment.FREE, 7),
    SENVCFG(0x10a, Treatment.FREE, 1),
    SSCRATCH(0x140, Treatment.FREE, -1),
    SEPC(0x141, Treatment.FREE, ~1),
    SCAUSE(0x142, Treatment.FREE, -1),
    STVAL(0x143, Treatment.FREE, -1),
    SIP(0x144, Treatment.FREE, 0x222),
    STIMECMP(0x14d, Treatment.READ, 0),
    SATP(0x180, Treatment.READ, 0),
    MSTATUS(0x300, Treatment.FREE, 0x7e_01aa),
    MISA(0x301, Treatment.READ, 0),
    MEDELEG(0x302, Treatment.RESTORED, 0xb3ff),
    MIDELEG(0x303, Treatment.FREE, 0x222),
    MIE(0x304, Treatment.FREE, 0xaaa),
    MTVEC(0x305, Treatment.RESTORED, ~2),
    MCOUNTEREN(0x306, Treatment.FREE, 7),
    MENVCFG(0x30a, Treatment.READ, 0),
    MSCRATCH(0x340, Treatment.RESTORED, -1),
    MEPC(0x341, Treatment.FREE, ~1),
    MCAUSE(0x342, Treatment.FREE, -1),
    MTVAL(0x343, Treatment.FREE, -1),
    MIP(0x344, Treatment.FREE, 0x222),
    PMPCFG0(0x3a0, Treatment.READ, 0),
    PMPCFG1(0x3a1, Treatment.READ, 0),
    PMPCFG2(0x3a2, Treatment.READ, 0),
    PMPADDR0(0x3b0, Treatment.READ, 0),
    PMPADDR1(0x3b1, Treatment.READ, 0),
    PMPADDR4(0x3b4, Treatment.READ, 0),
    PMPADDR15(0x3bf, Treatment.READ, 0),
    CYCLE(0xc00, Treatment.PROBED, 0),
    TIME(0xc01, Treatment.PROBED, 0),
    INSTRET(0xc02, Treatment.PROBED, 0),
    MHARTID(0xf14, Treatment.READ, 0);

    enum Treatment {
        /** Read and written at random. */
        FREE,
        /** Read only: writing it would change what the other machine is. */
        READ,
        /** Accessed without looking at the value, which differs from run to run: is it allowed? */
        PROBED,
        /** Written, read back and given its old value, since the monitor needs it. */
        RESTORED
    }

    private static final ComparedRegister[] ALL = values();

    private final int number;
    private final Treatment treatment;
    private final long writable;

    ComparedRegister(int number, Treatment treatment, long writable) {
        this.number = number;
        this.treatment = treatment;
        this.writable = writable;
    }

    int number() {
        return number;
    }

    Treatment treatment() {
        return treatment;
    }

    /** The bits that programs set or clear, since both machines have them or both do not. */
    long writable() {
        return writable;
    }

    static ComparedRegister any(RandomGenerator random) {
        return ALL[random.nextInt(ALL.length)];
    }
}
