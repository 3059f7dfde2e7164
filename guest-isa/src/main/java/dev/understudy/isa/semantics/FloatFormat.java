package dev.understudy.isa.semantics;

/**
 * The two binary interchange formats of IEEE 754: what bits mean, and the one place where exact values are rounded to bits
 * of any mode. A format's bits stand at the low end of a long, the rest is zero.
 */
enum FloatFormat {
    SINGLE(24, 127),
    DOUBLE(53, 1023);

    /** Bits of a significand, the hidden one included. */
    private final int precision;
    /** Greatest exponent of a finite number, and what encoded exponents have added. */
    private final int bias;
    /** The bits of +∞, above which a magnitude is a NaN. */
    private final long infinity;

    /** The bit that says that a number is negative. */
    private final long sign;

    FloatFormat(int precision, int bias) {
        this.precision = precision;
        this.bias = bias;
        this.infinity = (2L * bias + 1) << (precision - 1);
        this.sign = infinity + hidden();
    }

    /** Weight of the hidden bit, and of the lowest bit of an encoded exponent. */
    private long hidden() {
        return 1L << (precision - 1);
    }

    boolean isNegative(long bits) {
        return (bits & sign) != 0;
    }

    private long magnitude(long bits) {
        return bits & (sign - 1);
    }

    boolean isNaN(long bits) {
        return magnitude(bits) > infinity;
    }

    /** A NaN whose highest fraction bit is clear: to use it is an invalid operation. */
    boolean isSignalling(long bits) {
        return isNaN(bits) && (bits & hidden() >> 1) == 0;
    }

    boolean isInfinite(long bits) {
        return magnitude(bits) == infinity;
    }

    boolean isZero(long bits) {
        return magnitude(bits) == 0;
    }

    boolean isSubnormal(long bits) {
        return magnitude(bits) < hidden() && !isZero(bits);
    }

    /** The NaN that every operation gives (section 20.3). */
    long canonicalNaN() {
        return infinity | hidden() >> 1;
    }

    long infinity(boolean negative) {
        return negative ? sign | infinity : infinity;
    }

    long zero(boolean negative) {
        return negative ? sign : 0;
    }

    long one() {
        return (long) bias << (precision - 1);
    }

    /** One of ten bits that names the class of a number (section 20.9). */
    int classify(long bits) {
        if (isNaN(bits)) {
            return isSignalling(bits) ? 1 << 8 : 1 << 9;
        }
        int size = isInfinite(bits) ? 3 : isZero(bits) ? 0 : isSubnormal(bits) ? 1 : 2;
        return 1 << (isNegative(bits) ? 3 - size : 4 + size);
    }

    /** The exponent e of a finite number other than zero: its magnitude is in [2^e, 2^(e+1)). */
    int exponent(long bits) {
        int encoded = (int) (magnitude(bits) >> (precision - 1));
        return encoded != 0 ? encoded - bias : 65 - bias - precision - Long.numberOfLeadingZeros(magnitude(bits));
    }

    /** The significand of a finite number other than zero, its highest bit at bit 63. */
    long significand(long bits) {
        long fraction = magnitude(bits) & (hidden() - 1);
        long whole = magnitude(bits) >= hidden() ? fraction | hidden() : fraction;
        return whole << Long.numberOfLeadingZeros(whole);
    }

    /**
     * The bits nearest to ±significand × 2^(exponent − 63) by a rounding mode, and the flags of it: overflow, underflow
     * (tininess after rounding), inexact.
     *
     * @param significand unsigned, bit 63 set; bit 0 is sticky, that is, set if anything below it was dropped
     */
    long round(boolean negative, int exponent, long significand, int mode, Fcsr fcsr) {
        int below = 1 - bias - exponent;
        long kept = below > 0 ? shiftRightSticky(significand, below) : significand;
        long rest = kept & restMask();
        // Where the hidden bit has carried, or a subnormal grew to a normal number, the exponent has become one more.
        long encoded = below > 0 ? 0 : (long) (exponent + bias - 1) << (precision - 1);
        long magnitude = encoded + roundedUp(kept, mode, negative);
        if (exponent > bias || magnitude >= infinity) {
            fcsr.raise(Fcsr.OF | Fcsr.NX);
            return overflowed(negative, mode);
        }
        if (rest != 0) {
            fcsr.raise(isTiny(below, significand, mode, negative) ? Fcsr.UF | Fcsr.NX : Fcsr.NX);
        }
        return negative ? sign | magnitude : magnitude;
    }

    private long restMask() {
        return (1L << (64 - precision)) - 1;
    }

    private long roundedUp(long significand, int mode, boolean negative) {
        long kept = significand >>> (64 - precision);
        long half = 1L << (63 - precision);
        boolean up = RoundingMode.roundsUp(mode, negative, (kept & 1) != 0, significand & restMask(), half);
        return up ? kept + 1 : kept;
    }

    /** Whether the result is below all normal numbers when rounded as if exponents had no least value. */
    private boolean isTiny(int below, long significand, int mode, boolean negative) {
        return below > 1 || (below == 1 && roundedUp(significand, mode, negative) < hidden() << 1);
    }

    private long overflowed(boolean negative, int mode) {
        boolean finite = mode == RoundingMode.RTZ || mode == (negative ? RoundingMode.RUP : RoundingMode.RDN);
        return infinity(negative) - (finite ? 1 : 0);
    }

    private static long shiftRightSticky(long value, int distance) {
        if (distance > 63) {
            return 1;
        }
        return value >>> distance | (value << -distance != 0 ? 1 : 0);
    }
}
