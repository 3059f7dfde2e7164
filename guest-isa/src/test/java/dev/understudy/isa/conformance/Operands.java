package dev.understudy.isa.conformance;

import java.util.random.RandomGenerator;

/** Random values of registers, most of them at an edge of something. */
final class Operands {
    private static final long[] EDGES = {
        0,
        1,
        2,
        -1,
        -2,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0x8000_0000L,
        0xffff_ffffL,
        0x1_0000_0000L,
        0x7fff_ffff_8000_0000L,
        0x8000_0000_7fff_ffffL,
        0x5555_5555_5555_5555L,
        0xaaaa_aaaa_aaaa_aaaaL,
        0x7ff,
        -0x800,
    };

    private Operands() {}

    /** A double, or a single that is mostly boxed; often at an edge of its format. */
    static long nextFloat(RandomGenerator random) {
        if (random.nextInt(8) == 0) {
            return next(random);
        }
        boolean single = random.nextBoolean();
        int fraction = single ? 23 : 52;
        int exponents = single ? 0xff : 0x7ff;
        int bias = exponents >> 1;
        long exponent = switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> exponents;
            case 2 -> random.nextInt(exponents + 1);
            case 3 -> random.nextBoolean() ? 1 : exponents - 1;
            default -> bias + random.nextInt(-70, 70);
        };
        long bits = random.nextLong() >>> (64 - fraction);
        long significand = switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> bits & -(1L << random.nextInt(fraction));
            case 2 -> (1L << random.nextInt(fraction + 1)) - 1;
            default -> bits;
        };
        long sign = (long) random.nextInt(2) << (single ? 31 : 63);
        long value = sign | exponent << fraction | significand;
        return single && random.nextInt(16) > 0 ? value | 0xffff_ffffL << 32 : value;
    }

    static long next(RandomGenerator random) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> EDGES[random.nextInt(EDGES.length)];
            case 2 -> 1L << random.nextInt(64);
            case 3 -> (1L << random.nextInt(64)) - 1 ^ (random.nextBoolean() ? -1 : 0);
            case 4 -> random.nextInt();
            case 5 -> random.nextInt(-70, 70);
            case 6 -> random.nextLong() >> random.nextInt(64);
            default -> random.nextLong();
        };
    }
}
