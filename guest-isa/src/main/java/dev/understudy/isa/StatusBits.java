package dev.understudy.isa;

/** Bits of mstatus, mip and their kin (privileged ISA, sections 3.1.6 and 3.1.9), and which of them can be written. */
final class StatusBits {
    static final long SIE = 1L << 1;
    static final long MIE = 1L << 3;
    static final long SPIE = 1L << 5;
    static final long MPIE = 1L << 7;
    static final long SPP = 1L << 8;
    static final int MPP_SHIFT = 11;
    static final long MPP = 3L << MPP_SHIFT;
    /** State of the floating-point unit: 0 Off, 1 Initial, 2 Clean, 3 Dirty (section 3.1.6.6). */
    static final long FS = 3L << 13;

    static final long MPRV = 1L << 17;
    static final long SUM = 1L << 18;
    static final long MXR = 1L << 19;
    /** What decides, beside the privilege, how memory is accessed. */
    static final long MEMORY = MPP | MPRV | SUM | MXR;

    static final long TVM = 1L << 20;
    static final long TW = 1L << 21;
    static final long TSR = 1L << 22;
    /** UXL and SXL say 64 bits and are read-only. */
    static final long CONSTANT = 2L << 32 | 2L << 34;

    /** Read-only: set if FS is Dirty. */
    static final long SD = 1L << 63;

    static final long MSTATUS_WRITABLE = SIE | MIE | SPIE | MPIE | SPP | MPP | FS | MPRV | SUM | MXR | TVM | TW | TSR;
    static final long SSTATUS_VISIBLE = SIE | SPIE | SPP | FS | SUM | MXR | 3L << 32 | SD;
    static final long SSTATUS_WRITABLE = SIE | SPIE | SPP | FS | SUM | MXR;

    static final int SSI = 1;
    static final int MSI = 3;
    static final int STI = 5;
    static final int MTI = 7;
    static final int SEI = 9;
    static final int MEI = 11;
    static final long SUPERVISOR_INTERRUPTS = 1L << SSI | 1L << STI | 1L << SEI;
    static final long MACHINE_INTERRUPTS = 1L << MSI | 1L << MTI | 1L << MEI;
    static final long INTERRUPTS = SUPERVISOR_INTERRUPTS | MACHINE_INTERRUPTS;
    /** The wires that CLINT and PLIC drive; SEIP has a bit of software's own beside it. */
    static final long WIRES = MACHINE_INTERRUPTS | 1L << SEI;

    /** All exceptions except the call from M and the reserved ones. */
    static final long DELEGABLE_EXCEPTIONS = 0xb3ff;

    static final long COUNTERS = 7;
    static final long INHIBITABLE_COUNTERS = 5;
    static final long FIOM = 1;
    /** menvcfg: the supervisor's timer is Sstc's. */
    static final long STCE = 1L << 63;
    /** mcounteren and scounteren: time. */
    static final long TM = 1L << 1;
    /** satp (section 4.1.11). */
    static final long ASID = 0xffffL << 44;

    private static final int SATP_MODE_SHIFT = 60;
    private static final long SV39 = 8;

    static final long USEED = 1L << 8;
    static final long SSEED = 1L << 9;

    private StatusBits() {}

    /** mstatus as it is read, with the fields that are not kept. */
    static long visible(long status) {
        return status | CONSTANT | ((status & FS) == FS ? SD : 0);
    }

    /** mstatus with the writable bits of {@code value}; an MPP that names no mode keeps its old value (WARL). */
    static long legalStatus(long old, long value) {
        long legal = value & MSTATUS_WRITABLE;
        return (legal & MPP) == 2L << MPP_SHIFT ? (legal & ~MPP) | (old & MPP) : legal;
    }

    /** satp after a write: one that names a mode other than Bare and Sv39 has no effect at all. */
    static long legalSatp(long old, long value) {
        long mode = value >>> SATP_MODE_SHIFT;
        return mode == 0 || mode == SV39 ? value : old;
    }
}
