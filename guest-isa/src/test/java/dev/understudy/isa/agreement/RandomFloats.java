package dev.understudy.isa.agreement;

import dev.understudy.isa.agreement.FloatProgram.Operands;
import java.util.Random;

/** Random operands that meet: sums that cancel, quotients that nearly come out even, numbers near the ends. */
final class RandomFloats {
    private static final long BOX = 0xffff_ffff_0000_0000L;

    private RandomFloats() {}

    /** Puts a, b and c to {@code tuples} from index {@code at} on. */
    static void tuple(Random random, Operands operands, long[] tuples, int at) {
        for (int i = 0; i < 3; i++) {
            tuples[at + i] = operand(random, operands);
        }
        if (operands == Operands.INTEGERS || random.nextInt(3) == 0) {
            return;
        }
        double a = value(operands, tuples[at]);
        double b = value(operands, tuples[at + 1]);
        tuples[at + 2] = near(random, operands, -a * b);
        if (random.nextInt(2) == 0) {
            tuples[at + 1] = near(random, operands, random.nextBoolean() ? -a : a * (1 + random.nextInt(9)));
        }
    }

    private static double value(Operands operands, long bits) {
        return operands == Operands.DOUBLES ? Double.longBitsToDouble(bits) : Float.intBitsToFloat((int) bits);
    }

    /** A number that differs in the last bits, or in one bit somewhere. */
    private static long near(Random random, Operands operands, double number) {
        int distance = random.nextInt(7) - 3;
        long flip = random.nextInt(4) == 0 ? 1L << random.nextInt(operands == Operands.DOUBLES ? 64 : 32) : 0;
        return operands == Operands.DOUBLES
                ? (Double.doubleToRawLongBits(number) + distance) ^ flip
                : BOX | ((Float.floatToRawIntBits((float) number) + distance) ^ flip);
    }

    private static long operand(Random random, Operands operands) {
        long bits = random.nextLong() >> random.nextInt(64);
        return switch (operands) {
            case INTEGERS -> bits;
            case SINGLES -> random.nextInt(50) == 0 ? bits : BOX | single(random);
            case DOUBLES -> random.nextInt(3) == 0 ? random.nextLong() : nearOne(random, 52, 1023);
        };
    }

    private static long single(Random random) {
        return random.nextInt(3) == 0 ? random.nextInt() & ~BOX : nearOne(random, 23, 127);
    }

    /** An exponent not far from 0 or from one of the ends, a fraction with few or many bits. */
    private static long nearOne(Random random, int fractionBits, int bias) {
        int spread = random.nextInt(40) - 20;
        int exponent = switch (random.nextInt(6)) {
            case 0 -> Math.max(0, spread);
            case 1 -> 2 * bias + Math.min(1, spread);
            case 2 -> bias / 2 + spread;
            default -> bias + spread;
        };
        long fraction = random.nextLong() & (1L << fractionBits) - 1;
        fraction &= -1L << random.nextInt(fractionBits + 1);
        long sign = random.nextBoolean() ? Long.highestOneBit(bias) << (fractionBits + 2) : 0;
        return sign | (long) exponent << fractionBits | fraction;
    }
}
