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
