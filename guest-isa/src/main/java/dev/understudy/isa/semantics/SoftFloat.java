package dev.understudy.isa.semantics;

/**
 * Arithmetic on integer significands, exact in all rounding modes and flags: whatever the hardware's own arithmetic does
 * not settle. Operands and results are bits of one format.
 */
final class SoftFloat {
    /** Binary digits of a square root: more than any significand has, and with a remainder that fits a long. */
    private static final int ROOT_DIGITS = 60;

    private SoftFloat() {}

    static long add(FloatFormat format, long a, long b, int mode, Fcsr fcsr) {
        return multiplyAdd(format, a, format.one(), b, mode, fcsr);
    }

    static long multiply(FloatFormat format, long a, long b, int mode, Fcsr fcsr) {
        // A zero of the product's own sign changes nothing, not even a product of zero.
        long zero = format.zero(format.isNegative(a) != format.isNegative(b));
        return multiplyAdd(format, a, b, zero, mode, fcsr);
    }

    /** a × b + c, rounded once. */
    static long multiplyAdd(FloatFormat format, long a, long b, long c, int mode, Fcsr fcsr) {
        boolean negative = format.isNegative(a) != format.isNegative(b);
        boolean infinite = format.isInfinite(a) || format.isInfinite(b);
        boolean zero = format.isZero(a) || format.isZero(b);
        if ((infinite && zero) || format.isNaN(a) || format.isNaN(b) || format.isNaN(c)) {
            boolean signalling = format.isSignalling(a) || format.isSignalling(b) || format.isSignalling(c);
            // ∞ × 0 is invalid even if c is a quiet NaN (section 20.6).
            fcsr.raiseIf(signalling || (infinite && zero), Fcsr.NV);
            return format.canonicalNaN();
        }
        if (infinite) {
            boolean opposite = format.isInfinite(c) && format.isNegative(c) != negative;
            return opposite ? invalid(format, fcsr) : format.infinity(negative);
        }
        if (format.isInfinite(c) || (zero && !format.isZero(c))) {
            return c;
        }
        if (zero) {
            return format.isNegative(c) == negative ? c : exactZero(format, mode);
        }
        return finiteMultiplyAdd(format, a, b, c, mode, fcsr);
    }

    /** With a × b other than zero. */
    private static long finiteMultiplyAdd(FloatFormat format, long a, long b, long c, int mode, Fcsr fcsr) {
        boolean negative = format.isNegative(a) != format.isNegative(b);
        // Both terms are value × 2^scale, with room for a carry. The product has 21 zeros at its end, the addend 73: so
        // nothing is dropped wherever subtraction cancels more than one leading bit.
        Wide product =
                Wide.product(format.significand(a), format.significand(b)).shiftRightSticky(1);
        int scale = format.exponent(a) + format.exponent(b) - 125;
        if (format.isZero(c)) {
            return round(format, negative, scale, product, mode, fcsr);
        }
        Wide addend = new Wide(format.significand(c), 0).shiftRightSticky(2);
        int distance = scale - (format.exponent(c) - 125);
        if (distance > 0) {
            addend = addend.shiftRightSticky(distance);
        } else {
            product = product.shiftRightSticky(-distance);
            scale -= distance;
        }
        if (format.isNegative(c) == negative) {
            return round(format, negative, scale, product.plus(addend), mode, fcsr);
        }
        return product.isLessThan(addend)
                ? round(format, !negative, scale, addend.minus(product), mode, fcsr)
                : round(format, negative, scale, product.minus(addend), mode, fcsr);
    }

    private static long round(FloatFormat format, boolean negative, int scale, Wide value, int mode, Fcsr fcsr) {
        if (value.isZero()) {
            return exactZero(format, mode);
        }
        int zeros = value.leadingZeros();
        long significand = value.shiftLeft(zeros).highSticky();
        return format.round(negative, scale + 127 - zeros, significand, mode, fcsr);
    }

    /** A sum of opposite terms. */
    private static long exactZero(FloatFormat format, int mode) {
        return format.zero(mode == RoundingMode.RDN);
    }

    static long divide(FloatFormat format, long a, long b, int mode, Fcsr fcsr) {
        if (format.isNaN(a) || format.isNaN(b)) {
            fcsr.raiseIf(format.isSignalling(a) || format.isSignalling(b), Fcsr.NV);
            return format.canonicalNaN();
        }
        if ((format.isInfinite(a) && format.isInfinite(b)) || (format.isZero(a) && format.isZero(b))) {
            return invalid(format, fcsr);
        }
        boolean negative = format.isNegative(a) != format.isNegative(b);
        if (format.isInfinite(a) || format.isZero(b)) {
            fcsr.raiseIf(!format.isInfinite(a), Fcsr.DZ);
            return format.infinity(negative);
        }
        if (format.isZero(a) || format.isInfinite(b)) {
            return format.zero(negative);
        }
        long dividend = format.significand(a) >>> 1;
        long divisor = format.significand(b) >>> 1;
        int exponent = format.exponent(a) - format.exponent(b);
        if (dividend < divisor) {
            dividend <<= 1;
            exponent--;
        }
        return format.round(negative, exponent, quotient(dividend, divisor), mode, fcsr);
    }

    /** dividend / divisor × 2^63, sticky, bit by bit. The quotient is in [1, 2), the divisor below 2^63. */
    private static long quotient(long dividend, long divisor) {
        long quotient = 1;
        long remainder = dividend - divisor;
        for (int bit = 0; bit < 63; bit++) {
            remainder <<= 1;
            quotient <<= 1;
            if (Long.compareUnsigned(remainder, divisor) >= 0) {
                remainder -= divisor;
                quotient |= 1;
            }
        }
        return remainder != 0 ? quotient | 1 : quotient;
    }

    static long squareRoot(FloatFormat format, long a, int mode, Fcsr fcsr) {
        if (format.isNaN(a)) {
            fcsr.raiseIf(format.isSignalling(a), Fcsr.NV);
            return format.canonicalNaN();
        }
        if (format.isZero(a)) {
            return a;
        }
        if (format.isNegative(a)) {
            return invalid(format, fcsr);
        }
        if (format.isInfinite(a)) {
            return a;
        }
        int exponent = format.exponent(a);
        // In [1, 4), so that the power of two that is left has a square root.
        long radicand = (exponent & 1) == 0 ? format.significand(a) >>> 1 : format.significand(a);
        return format.round(false, exponent >> 1, root(radicand), mode, fcsr);
    }

    /** √(radicand × 2^−62) × 2^63, sticky, a binary digit from each two of the radicand, which are followed by zeros. */
    private static long root(long radicand) {
        long rest = radicand;
        long remainder = 0;
        long root = 0;
        for (int digit = 0; digit < ROOT_DIGITS; digit++) {
            remainder = remainder << 2 | rest >>> 62;
            rest <<= 2;
            long trial = root << 2 | 1;
            root <<= 1;
            if (remainder >= trial) {
                remainder -= trial;
                root |= 1;
            }
        }
        return root << (64 - ROOT_DIGITS) | (remainder != 0 ? 1 : 0);
    }

    /** The minimum or maximum of two of which at least one is NaN: the other (IEEE 754-2019, minimumNumber). */
    static long theNumber(FloatFormat format, long a, long b, Fcsr fcsr) {
        fcsr.raiseIf(format.isSignalling(a) || format.isSignalling(b), Fcsr.NV);
        if (!format.isNaN(a)) {
            return a;
        }
        return format.isNaN(b) ? format.canonicalNaN() : b;
    }

    /** The bits in another format. */
    static long convert(FloatFormat from, FloatFormat to, long a, int mode, Fcsr fcsr) {
        if (from.isNaN(a)) {
            fcsr.raiseIf(from.isSignalling(a), Fcsr.NV);
            return to.canonicalNaN();
        }
        boolean negative = from.isNegative(a);
        if (from.isInfinite(a)) {
            return to.infinity(negative);
        }
        if (from.isZero(a)) {
            return to.zero(negative);
        }
        return to.round(negative, from.exponent(a), from.significand(a), mode, fcsr);
    }

    /** The bits of ±magnitude, an unsigned integer. */
    static long fromInteger(FloatFormat format, boolean negative, long magnitude, int mode, Fcsr fcsr) {
        if (magnitude == 0) {
            return format.zero(false);
        }
        int zeros = Long.numberOfLeadingZeros(magnitude);
        return format.round(negative, 63 - zeros, magnitude << zeros, mode, fcsr);
    }

    private static long invalid(FloatFormat format, Fcsr fcsr) {
        fcsr.raise(Fcsr.NV);
        return format.canonicalNaN();
    }
}
