package dev.understudy.isa.semantics;

import static dev.understudy.isa.semantics.FloatFormat.DOUBLE;
import static dev.understudy.isa.semantics.FloatFormat.SINGLE;
import static dev.understudy.isa.semantics.RoundingMode.RNE;

/**
 * Conversions between singles, doubles and integers, and moves of bits (unprivileged ISA, sections 20.7 and 21.5). Words
 * are sign-extended, unsigned ones too. A name says where to, then where from.
 */
public final class ConversionOps {
    private static final double TWO_31 = 0x1p31;
    private static final double TWO_32 = 0x1p32;
    private static final double TWO_63 = 0x1p63;
    private static final double TWO_64 = 0x1p64;

    private ConversionOps() {}

    public static long fcvtWS(long a, int mode, Fcsr fcsr) {
        return toWord(FloatOps.number(a), mode, fcsr);
    }

    public static long fcvtWuS(long a, int mode, Fcsr fcsr) {
        return toUnsignedWord(FloatOps.number(a), mode, fcsr);
    }

    public static long fcvtLS(long a, int mode, Fcsr fcsr) {
        return toLong(FloatOps.number(a), mode, fcsr);
    }

    public static long fcvtLuS(long a, int mode, Fcsr fcsr) {
        return toUnsignedLong(FloatOps.number(a), mode, fcsr);
    }

    public static long fcvtWD(long a, int mode, Fcsr fcsr) {
        return toWord(Double.longBitsToDouble(a), mode, fcsr);
    }

    public static long fcvtWuD(long a, int mode, Fcsr fcsr) {
        return toUnsignedWord(Double.longBitsToDouble(a), mode, fcsr);
    }

    public static long fcvtLD(long a, int mode, Fcsr fcsr) {
        return toLong(Double.longBitsToDouble(a), mode, fcsr);
    }

    public static long fcvtLuD(long a, int mode, Fcsr fcsr) {
        return toUnsignedLong(Double.longBitsToDouble(a), mode, fcsr);
    }

    private static long toWord(double x, int mode, Fcsr fcsr) {
        double integer = toIntegral(x, mode);
        if (integer >= -TWO_31 && integer < TWO_31) {
            fcsr.raiseIf(integer != x, Fcsr.NX);
            return (int) integer;
        }
        return outOfRange(x, Integer.MIN_VALUE, Integer.MAX_VALUE, fcsr);
    }

    private static long toUnsignedWord(double x, int mode, Fcsr fcsr) {
        double integer = toIntegral(x, mode);
        if (integer >= 0 && integer < TWO_32) {
            fcsr.raiseIf(integer != x, Fcsr.NX);
            return (int) (long) integer;
        }
        return outOfRange(x, 0, -1, fcsr);
    }

    private static long toLong(double x, int mode, Fcsr fcsr) {
        double integer = toIntegral(x, mode);
        if (integer >= -TWO_63 && integer < TWO_63) {
            fcsr.raiseIf(integer != x, Fcsr.NX);
            return (long) integer;
        }
        return outOfRange(x, Long.MIN_VALUE, Long.MAX_VALUE, fcsr);
    }

    private static long toUnsignedLong(double x, int mode, Fcsr fcsr) {
        double integer = toIntegral(x, mode);
        if (integer >= 0 && integer < TWO_64) {
            fcsr.raiseIf(integer != x, Fcsr.NX);
            return integer < TWO_63 ? (long) integer : (long) (integer - TWO_63) ^ Long.MIN_VALUE;
        }
        return outOfRange(x, 0, -1, fcsr);
    }

    /** The nearest end of the range; of NaN the upper one (table 35). */
    private static long outOfRange(double x, long least, long most, Fcsr fcsr) {
        fcsr.raise(Fcsr.NV);
        return x < 0 ? least : most;
    }

    /** x as a whole number by a rounding mode: all exact. −0 may come out, and NaN as NaN. */
    private static double toIntegral(double x, int mode) {
        return switch (mode) {
            case RNE -> Math.rint(x);
            case RoundingMode.RTZ -> x < 0 ? Math.ceil(x) : Math.floor(x);
            case RoundingMode.RDN -> Math.floor(x);
            case RoundingMode.RUP -> Math.ceil(x);
            case RoundingMode.RMM -> Math.abs(x - Math.rint(x)) == 0.5 ? x + Math.copySign(0.5, x) : Math.rint(x);
            default -> throw new IllegalArgumentException("rounding mode " + mode);
        };
    }

    public static long fcvtSW(long a, int mode, Fcsr fcsr) {
        return singleOf((int) a, mode, fcsr);
    }

    public static long fcvtSWu(long a, int mode, Fcsr fcsr) {
        return singleOf(a & 0xffff_ffffL, mode, fcsr);
    }

    public static long fcvtSL(long a, int mode, Fcsr fcsr) {
        return singleOf(a, mode, fcsr);
    }

    public static long fcvtSLu(long a, int mode, Fcsr fcsr) {
        return a >= 0 ? singleOf(a, mode, fcsr) : FloatOps.box(SoftFloat.fromInteger(SINGLE, false, a, mode, fcsr));
    }

    private static long singleOf(long integer, int mode, Fcsr fcsr) {
        float number = integer;
        if (mode == RNE) {
            // 2^63 is no long, and saturates to one.
            fcsr.raiseIf((long) number != integer || number == TWO_63, Fcsr.NX);
            return FloatOps.boxed(number);
        }
        return FloatOps.box(SoftFloat.fromInteger(SINGLE, integer < 0, Math.abs(integer), mode, fcsr));
    }

    public static long fcvtDW(long a) {
        return Double.doubleToRawLongBits((int) a);
    }

    public static long fcvtDWu(long a) {
        return Double.doubleToRawLongBits(a & 0xffff_ffffL);
    }

    public static long fcvtDL(long a, int mode, Fcsr fcsr) {
        double number = a;
        if (mode == RNE) {
            fcsr.raiseIf((long) number != a || number == TWO_63, Fcsr.NX);
            return Double.doubleToRawLongBits(number);
        }
        return SoftFloat.fromInteger(DOUBLE, a < 0, Math.abs(a), mode, fcsr);
    }

    public static long fcvtDLu(long a, int mode, Fcsr fcsr) {
        return a >= 0 ? fcvtDL(a, mode, fcsr) : SoftFloat.fromInteger(DOUBLE, false, a, mode, fcsr);
    }

    public static long fcvtSD(long a, int mode, Fcsr fcsr) {
        double x = Double.longBitsToDouble(a);
        float rounded = (float) x;
        if (rounded == x) {
            return FloatOps.boxed(rounded);
        }
        if (mode == RNE && FloatOps.onlyInexact(Math.abs(rounded))) {
            fcsr.raise(Fcsr.NX);
            return FloatOps.boxed(rounded);
        }
        return FloatOps.box(SoftFloat.convert(DOUBLE, SINGLE, a, mode, fcsr));
    }

    /** Exact, unless it is NaN. */
    public static long fcvtDS(long a, int mode, Fcsr fcsr) {
        float x = FloatOps.number(a);
        return Float.isNaN(x)
                ? SoftFloat.convert(SINGLE, DOUBLE, FloatOps.unbox(a), mode, fcsr)
                : Double.doubleToRawLongBits(x);
    }

    /** The low half, boxed or not. */
    public static long fmvXW(long a) {
        return (int) a;
    }

    public static long fmvWX(long a) {
        return FloatOps.box(a & 0xffff_ffffL);
    }

    public static long fmvXD(long a) {
        return a;
    }

    public static long fmvDX(long a) {
        return a;
    }
}
