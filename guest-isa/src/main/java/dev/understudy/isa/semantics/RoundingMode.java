package dev.understudy.isa.semantics;

/**
 * Rounding modes as instructions and frm encode them (unprivileged ISA, table 34). Plain numbers, because engines take
 * them from encodings in their inner loop.
 */
public final class RoundingMode {
    /** To nearest, ties to even. */
    public static final int RNE = 0;
    /** Towards zero. */
    public static final int RTZ = 1;
    /** Towards −∞. */
    public static final int RDN = 2;
    /** Towards +∞. */
    public static final int RUP = 3;
    /** To nearest, ties away from zero. */
    public static final int RMM = 4;
    /** In an instruction: what frm says. */
    public static final int DYN = 7;

    private RoundingMode() {}

    /** True if numbers can be rounded so: all others are reserved, {@link #DYN} in frm included. */
    public static boolean isValid(int mode) {
        return mode <= RMM;
    }

    /**
     * Whether a magnitude is to be rounded up, away from zero.
     *
     * @param odd whether the last bit that is kept is 1
     * @param rest what is dropped, unsigned
     * @param half the weight of the highest bit that is dropped
     */
    static boolean roundsUp(int mode, boolean negative, boolean odd, long rest, long half) {
        int comparison = Long.compareUnsigned(rest, half);
        return switch (mode) {
            case RNE -> comparison > 0 || (comparison == 0 && odd);
            case RTZ -> false;
            case RDN -> negative && rest != 0;
            case RUP -> !negative && rest != 0;
            case RMM -> comparison >= 0;
            default -> throw new IllegalArgumentException("rounding mode " + mode);
        };
    }
}
