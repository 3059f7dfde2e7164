package dev.understudy.isa.semantics;

/**
 * The floating-point control and status register (unprivileged ISA, section 20.2): the dynamic rounding mode and the
 * exceptions that have come up since they were last cleared. One thread.
 *
 * <pre>
 * 7     5   4    3    2    1    0
 * | frm  | NV | DZ | OF | UF | NX |
 * </pre>
 */
public final class Fcsr {
    /** Inexact. */
    public static final int NX = 1;
    /** Underflow: tiny after rounding, and inexact. */
    public static final int UF = 2;
    /** Overflow. */
    public static final int OF = 4;
    /** Division of a finite number by zero. */
    public static final int DZ = 8;
    /** Invalid operation. */
    public static final int NV = 16;

    private static final int FLAGS = 31;
    private static final int MODE_SHIFT = 5;

    private int flags;
    private int roundingMode;

    /** 8 bits. */
    public int value() {
        return roundingMode << MODE_SHIFT | flags;
    }

    /** Sets the low 8 bits; every mode can be kept, also reserved ones. */
    public void setValue(long value) {
        setFlags(value);
        setRoundingMode(value >> MODE_SHIFT);
    }

    /** The 5 bits of fflags. */
    public int flags() {
        return flags;
    }

    /** Sets the low 5 bits. */
    public void setFlags(long value) {
        flags = (int) value & FLAGS;
    }

    /** The 3 bits of frm. */
    public int roundingMode() {
        return roundingMode;
    }

    /** Sets the low 3 bits. */
    public void setRoundingMode(long value) {
        roundingMode = (int) value & 7;
    }

    /** The mode that an instruction with this one in its rm field rounds by; reserved ones come back as they are. */
    public int resolve(int mode) {
        return mode == RoundingMode.DYN ? roundingMode : mode;
    }

    /** Accrues exceptions. */
    void raise(int exceptions) {
        flags |= exceptions;
    }

    void raiseIf(boolean exceptional, int exceptions) {
        if (exceptional) {
            flags |= exceptions;
        }
    }

    /** True if NX has come up already: whoever can raise nothing else need not find out whether a result is exact. */
    boolean inexact() {
        return (flags & NX) != 0;
    }
}
