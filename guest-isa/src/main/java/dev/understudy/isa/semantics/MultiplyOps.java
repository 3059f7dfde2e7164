package dev.understudy.isa.semantics;

/**
 * RV64M (unprivileged ISA, chapter 12). Division by zero gives all ones and the dividend as remainder; the overflow of
 * the most negative number by -1 gives itself and remainder 0, as Java's division does.
 */
public final class MultiplyOps {
    private MultiplyOps() {}

    public static long mul(long a, long b) {
        return a * b;
    }

    public static long mulh(long a, long b) {
        return Math.multiplyHigh(a, b);
    }

    public static long mulhsu(long a, long b) {
        return Math.multiplyHigh(a, b) + (a & (b >> 63));
    }

    public static long mulhu(long a, long b) {
        return Math.multiplyHigh(a, b) + (a & (b >> 63)) + (b & (a >> 63));
    }

    public static long div(long a, long b) {
        return b == 0 ? -1 : a / b;
    }

    public static long divu(long a, long b) {
        return b == 0 ? -1 : Long.divideUnsigned(a, b);
    }

    public static long rem(long a, long b) {
        return b == 0 ? a : a % b;
    }

    public static long remu(long a, long b) {
        return b == 0 ? a : Long.remainderUnsigned(a, b);
    }

    public static long mulw(long a, long b) {
        return (int) (a * b);
    }

    public static long divw(long a, long b) {
        return (int) b == 0 ? -1 : (int) a / (int) b;
    }

    public static long divuw(long a, long b) {
        return (int) b == 0 ? -1 : Integer.divideUnsigned((int) a, (int) b);
    }

    public static long remw(long a, long b) {
        return (int) b == 0 ? (int) a : (int) a % (int) b;
    }

    public static long remuw(long a, long b) {
        return (int) b == 0 ? (int) a : Integer.remainderUnsigned((int) a, (int) b);
    }
}
