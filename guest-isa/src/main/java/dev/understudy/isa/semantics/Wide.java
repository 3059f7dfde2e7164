package dev.understudy.isa.semantics;

/** An unsigned integer of 128 bits, as wide as the exact product of two significands and a sum with it need. */
record Wide(long high, long low) {

    static Wide product(long a, long b) {
        return new Wide(MultiplyOps.mulhu(a, b), a * b);
    }

    Wide plus(Wide other) {
        long sum = low + other.low;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        return new Wide(high + other.high + carry, sum);
    }

    Wide minus(Wide other) {
        long borrow = Long.compareUnsigned(low, other.low) < 0 ? 1 : 0;
        return new Wide(high - other.high - borrow, low - other.low);
    }

    boolean isLessThan(Wide other) {
        int order = Long.compareUnsigned(high, other.high);
        return order < 0 || (order == 0 && Long.compareUnsigned(low, other.low) < 0);
    }

    boolean isZero() {
        return (high | low) == 0;
    }

    int leadingZeros() {
        return high != 0 ? Long.numberOfLeadingZeros(high) : 64 + Long.numberOfLeadingZeros(low);
    }

    Wide shiftLeft(int distance) {
        if (distance == 0) {
            return this;
        }
        return distance < 64
                ? new Wide(high << distance | low >>> -distance, low << distance)
                : new Wide(low << distance, 0);
    }

    /** Shifts to the right; bit 0 is set if anything that was set is dropped. */
    Wide shiftRightSticky(int distance) {
        if (distance == 0) {
            return this;
        }
        if (distance > 127) {
            return new Wide(0, isZero() ? 0 : 1);
        }
        if (distance > 63) {
            long dropped = low | (distance == 64 ? 0 : high << -distance);
            return new Wide(0, high >>> distance | sticky(dropped));
        }
        return new Wide(high >>> distance, high << -distance | low >>> distance | sticky(low << -distance));
    }

    /** The upper half, sticky. */
    long highSticky() {
        return high | sticky(low);
    }

    private static long sticky(long dropped) {
        return dropped != 0 ? 1 : 0;
    }
}
