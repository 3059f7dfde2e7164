package dev.understudy.isa.semantics;

import static dev.understudy.isa.semantics.FloatFormat.SINGLE;
import static dev.understudy.isa.semantics.RoundingMode.RNE;
import static java.lang.Float.MAX_VALUE;
import static java.lang.Float.MIN_NORMAL;

/**
 * RV64F (unprivileged ISA, chapter 20): arithmetic, comparison and classification of singles, which stand NaN-boxed in
 * 64 bits (section 21.2).
 *
 * <p>As in {@link DoubleOps} Java's arithmetic serves the common mode. A product of singles is exact as a double, which
 * settles whether a result is.
 */
public final class FloatOps {
    private static final long BOX = 0xffff_ffff_0000_0000L;
    private static final long SIGN = 1L << 31;

    private FloatOps() {}

    /** The single in these 64 bits, the canonical NaN if it is not boxed; the upper half is zero. */
    static long unbox(long register) {
        return (register & BOX) == BOX ? register & ~BOX : SINGLE.canonicalNaN();
    }

    /** A single's bits as a register holds them. */
    public static long box(long bits) {
        return bits | BOX;
    }

    static float number(long register) {
        return Float.intBitsToFloat((int) unbox(register));
    }

    static long boxed(float number) {
        return box(Float.floatToRawIntBits(number));
    }

    /** A finite result that can raise no flag but NX. */
    static boolean onlyInexact(float magnitude) {
        return magnitude > MIN_NORMAL && magnitude <= MAX_VALUE;
    }

    public static long fadd(long a, long b, int mode, Fcsr fcsr) {
        float x = number(a);
        float y = number(b);
        float sum = x + y;
        if (mode == RNE && Math.abs(sum) <= MAX_VALUE) {
            fcsr.raiseIf(!isExactSum(x, y, sum), Fcsr.NX);
            return boxed(sum);
        }
        return box(SoftFloat.add(SINGLE, unbox(a), unbox(b), mode, fcsr));
    }

    private static boolean isExactSum(float x, float y, float sum) {
        return sum - x == y && sum - y == x;
    }

    public static long fsub(long a, long b, int mode, Fcsr fcsr) {
        return fadd(a, b ^ SIGN, mode, fcsr);
    }

    public static long fmul(long a, long b, int mode, Fcsr fcsr) {
        double product = (double) number(a) * number(b);
        float rounded = (float) product;
        if (rounded == product) {
            return boxed(rounded);
        }
        if (mode == RNE && onlyInexact(Math.abs(rounded))) {
            fcsr.raise(Fcsr.NX);
            return boxed(rounded);
        }
        return box(SoftFloat.multiply(SINGLE, unbox(a), unbox(b), mode, fcsr));
    }

    public static long fdiv(long a, long b, int mode, Fcsr fcsr) {
        float x = number(a);
        float y = number(b);
        float quotient = x / y;
        if (mode == RNE && onlyInexact(Math.abs(quotient))) {
            fcsr.raiseIf((double) quotient * y != x, Fcsr.NX);
            return boxed(quotient);
        }
        return box(SoftFloat.divide(SINGLE, unbox(a), unbox(b), mode, fcsr));
    }

    public static long fsqrt(long a, int mode, Fcsr fcsr) {
        float x = number(a);
        // Rounded twice, but from twice and more the bits: that is innocuous for a square root (Figueroa 1995).
        float root = (float) Math.sqrt(x);
        if (mode == RNE && x > 0) {
            fcsr.raiseIf((double) root * root != x, Fcsr.NX);
            return boxed(root);
        }
        return box(SoftFloat.squareRoot(SINGLE, unbox(a), mode, fcsr));
    }

    public static long fmadd(long a, long b, long c, int mode, Fcsr fcsr) {
        float x = number(a);
        float y = number(b);
        float z = number(c);
        float rounded = Math.fma(x, y, z);
        double product = (double) x * y;
        double sum = product + z;
        if (mode == RNE && Math.abs(rounded) <= MAX_VALUE) {
            if (sum - product == z && sum - z == product && rounded == sum) {
                return boxed(rounded);
            }
            if (onlyInexact(Math.abs(rounded))) {
                fcsr.raise(Fcsr.NX);
                return boxed(rounded);
            }
        }
        return box(SoftFloat.multiplyAdd(SINGLE, unbox(a), unbox(b), unbox(c), mode, fcsr));
    }

    public static long fmsub(long a, long b, long c, int mode, Fcsr fcsr) {
        return fmadd(a, b, c ^ SIGN, mode, fcsr);
    }

    public static long fnmsub(long a, long b, long c, int mode, Fcsr fcsr) {
        return fmadd(a ^ SIGN, b, c, mode, fcsr);
    }

    public static long fnmadd(long a, long b, long c, int mode, Fcsr fcsr) {
        return fmadd(a ^ SIGN, b, c ^ SIGN, mode, fcsr);
    }

    public static long fsgnj(long a, long b) {
        return box((unbox(a) & ~SIGN) | (unbox(b) & SIGN));
    }

    public static long fsgnjn(long a, long b) {
        return box((unbox(a) & ~SIGN) | (~unbox(b) & SIGN));
    }

    public static long fsgnjx(long a, long b) {
        return box(unbox(a) ^ (unbox(b) & SIGN));
    }

    /** Of zeros −0 is the less. */
    public static long fmin(long a, long b, Fcsr fcsr) {
        float x = number(a);
        float y = number(b);
        if (x < y) {
            return a;
        }
        if (x > y) {
            return b;
        }
        return x == y ? a | b : box(SoftFloat.theNumber(SINGLE, unbox(a), unbox(b), fcsr));
    }

    public static long fmax(long a, long b, Fcsr fcsr) {
        float x = number(a);
        float y = number(b);
        if (x > y) {
            return a;
        }
        if (x < y) {
            return b;
        }
        return x == y ? a & b : box(SoftFloat.theNumber(SINGLE, unbox(a), unbox(b), fcsr));
    }

    /** Quiet: only a signalling NaN is invalid. */
    public static long feq(long a, long b, Fcsr fcsr) {
        if (number(a) == number(b)) {
            return 1;
        }
        fcsr.raiseIf(SINGLE.isSignalling(unbox(a)) || SINGLE.isSignalling(unbox(b)), Fcsr.NV);
        return 0;
    }

    /** Every NaN is invalid. */
    public static long flt(long a, long b, Fcsr fcsr) {
        float x = number(a);
        float y = number(b);
        fcsr.raiseIf(Float.isNaN(x) || Float.isNaN(y), Fcsr.NV);
        return x < y ? 1 : 0;
    }

    public static long fle(long a, long b, Fcsr fcsr) {
        float x = number(a);
        float y = number(b);
        fcsr.raiseIf(Float.isNaN(x) || Float.isNaN(y), Fcsr.NV);
        return x <= y ? 1 : 0;
    }

    public static long fclass(long a) {
        return SINGLE.classify(unbox(a));
    }
}
