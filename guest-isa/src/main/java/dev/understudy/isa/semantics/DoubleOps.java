package dev.understudy.isa.semantics;

import static dev.understudy.isa.semantics.FloatFormat.DOUBLE;
import static dev.understudy.isa.semantics.RoundingMode.RNE;
import static java.lang.Double.MAX_VALUE;
import static java.lang.Double.MIN_NORMAL;

/**
 * RV64D (unprivileged ISA, chapter 21): arithmetic, comparison and classification of doubles.
 *
 * <p>Java's arithmetic rounds to nearest even. Whether a result of it is exact is found by error-free transformations, and
 * not at all where NX has come up before. Whatever can raise another flag, rounds otherwise or is NaN is left to {@link
 * SoftFloat}: thus no NaN that the host made gets into a register.
 */
public final class DoubleOps {
    private static final long SIGN = Long.MIN_VALUE;
    /** From here up, the error of a product (of a quotient, a root) is no smaller than the least subnormal number. */
    private static final double ERROR_IS_EXACT = 0x1p-960;

    private DoubleOps() {}

    private static double number(long bits) {
        return Double.longBitsToDouble(bits);
    }

    private static long bits(double number) {
        return Double.doubleToRawLongBits(number);
    }

    /** From the least number on whose error matters: a finite result that can raise no flag but NX. */
    private static boolean onlyInexact(double magnitude, Fcsr fcsr) {
        return magnitude > (fcsr.inexact() ? MIN_NORMAL : ERROR_IS_EXACT) && magnitude <= MAX_VALUE;
    }

    public static long fadd(long a, long b, int mode, Fcsr fcsr) {
        double x = number(a);
        double y = number(b);
        double sum = x + y;
        if (mode == RNE && Math.abs(sum) <= MAX_VALUE) {
            fcsr.raiseIf(!fcsr.inexact() && !isExactSum(x, y, sum), Fcsr.NX);
            return bits(sum);
        }
        return SoftFloat.add(DOUBLE, a, b, mode, fcsr);
    }

    /**
     * Of a rounded sum, the rest without the larger term is exact (Dekker 1971): it is the smaller one just if no bit got
     * lost. A sum is never inexact by being small.
     */
    private static boolean isExactSum(double x, double y, double sum) {
        return sum - x == y && sum - y == x;
    }

    public static long fsub(long a, long b, int mode, Fcsr fcsr) {
        return fadd(a, b ^ SIGN, mode, fcsr);
    }

    public static long fmul(long a, long b, int mode, Fcsr fcsr) {
        double x = number(a);
        double y = number(b);
        double product = x * y;
        if (mode == RNE) {
            if (onlyInexact(Math.abs(product), fcsr)) {
                fcsr.raiseIf(!fcsr.inexact() && Math.fma(x, y, -product) != 0, Fcsr.NX);
                return bits(product);
            }
            if (product == 0 && (x == 0 || y == 0)) {
                return bits(product);
            }
        }
        return SoftFloat.multiply(DOUBLE, a, b, mode, fcsr);
    }

    public static long fdiv(long a, long b, int mode, Fcsr fcsr) {
        double x = number(a);
        double y = number(b);
        double quotient = x / y;
        if (mode == RNE && onlyInexact(Math.abs(quotient), fcsr)) {
            if (fcsr.inexact()) {
                return bits(quotient);
            }
            if (Math.abs(x) > ERROR_IS_EXACT) {
                fcsr.raiseIf(Math.fma(quotient, y, -x) != 0, Fcsr.NX);
                return bits(quotient);
            }
        }
        return SoftFloat.divide(DOUBLE, a, b, mode, fcsr);
    }

    public static long fsqrt(long a, int mode, Fcsr fcsr) {
        double x = number(a);
        if (mode == RNE && onlyInexact(x, fcsr)) {
            double root = Math.sqrt(x);
            fcsr.raiseIf(!fcsr.inexact() && Math.fma(root, root, -x) != 0, Fcsr.NX);
            return bits(root);
        }
        return SoftFloat.squareRoot(DOUBLE, a, mode, fcsr);
    }

    public static long fmadd(long a, long b, long c, int mode, Fcsr fcsr) {
        double x = number(a);
        double y = number(b);
        double z = number(c);
        double sum = Math.fma(x, y, z);
        double magnitude = Math.abs(sum);
        if (mode == RNE && magnitude <= MAX_VALUE) {
            if ((magnitude > MIN_NORMAL && fcsr.inexact()) || x == 0 || y == 0) {
                return bits(sum);
            }
            double product = x * y;
            if (isExactProduct(x, y, product)) {
                fcsr.raiseIf(!isExactSum(product, z, sum), Fcsr.NX);
                return bits(sum);
            }
        }
        return SoftFloat.multiplyAdd(DOUBLE, a, b, c, mode, fcsr);
    }

    private static boolean isExactProduct(double x, double y, double product) {
        double magnitude = Math.abs(product);
        return magnitude > ERROR_IS_EXACT && magnitude <= MAX_VALUE && Math.fma(x, y, -product) == 0;
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
        return (a & ~SIGN) | (b & SIGN);
    }

    public static long fsgnjn(long a, long b) {
        return (a & ~SIGN) | (~b & SIGN);
    }

    public static long fsgnjx(long a, long b) {
        return a ^ (b & SIGN);
    }

    /** Of zeros −0 is the less. */
    public static long fmin(long a, long b, Fcsr fcsr) {
        double x = number(a);
        double y = number(b);
        if (x < y) {
            return a;
        }
        if (x > y) {
            return b;
        }
        return x == y ? a | b : SoftFloat.theNumber(DOUBLE, a, b, fcsr);
    }

    public static long fmax(long a, long b, Fcsr fcsr) {
        double x = number(a);
        double y = number(b);
        if (x > y) {
            return a;
        }
        if (x < y) {
            return b;
        }
        return x == y ? a & b : SoftFloat.theNumber(DOUBLE, a, b, fcsr);
    }

    /** Quiet: only a signalling NaN is invalid. */
    public static long feq(long a, long b, Fcsr fcsr) {
        double x = number(a);
        double y = number(b);
        if (x == y) {
            return 1;
        }
        fcsr.raiseIf(DOUBLE.isSignalling(a) || DOUBLE.isSignalling(b), Fcsr.NV);
        return 0;
    }

    /** Every NaN is invalid. */
    public static long flt(long a, long b, Fcsr fcsr) {
        double x = number(a);
        double y = number(b);
        fcsr.raiseIf(Double.isNaN(x) || Double.isNaN(y), Fcsr.NV);
        return x < y ? 1 : 0;
    }

    public static long fle(long a, long b, Fcsr fcsr) {
        double x = number(a);
        double y = number(b);
        fcsr.raiseIf(Double.isNaN(x) || Double.isNaN(y), Fcsr.NV);
        return x <= y ? 1 : 0;
    }

    public static long fclass(long a) {
        return DOUBLE.classify(a);
    }
}
