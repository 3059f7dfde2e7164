package dev.understudy.isa.agreement;

import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/** Operands at which floating-point arithmetic changes its ways. */
final class FloatEdges {
    private static final long BOX = 0xffff_ffff_0000_0000L;

    /** Where instructions with three operands are tried in all combinations. */
    static final long[] FEW_DOUBLES = few(
            0.0,
            Double.MIN_VALUE,
            0x1.fffffffffffffp-1023,
            Double.MIN_NORMAL,
            0x1p-540,
            0x1.fffffffffffffp-1,
            1.0,
            0x1.0000000000001p0,
            -1.5,
            0x1p53,
            Double.MAX_VALUE);

    static final long[] FEW_SINGLES = boxed(
            0.0f,
            -0.0f,
            Float.MIN_VALUE,
            -0x1.fffffcp-127f,
            Float.MIN_NORMAL,
            -0x1p-75f,
            0x1.fffffep-1f,
            -1.0f,
            1.0f,
            0x1.000002p0f,
            -1.5f,
            0x1p24f,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY);

    static final long[] DOUBLES = LongStream.concat(
                    DoubleStream.of(
                                    0.0,
                                    Double.MIN_VALUE,
                                    3 * Double.MIN_VALUE,
                                    0x1.ffffffffffffep-1023,
                                    Double.MIN_NORMAL,
                                    0x1.0000000000001p-1022,
                                    0x1p-1021,
                                    0x1p-969,
                                    0x1.8p-960,
                                    0x1p-537,
                                    0x1.6a09e667f3bcdp-511,
                                    // singles: half the least, least, tiny by rounding, least normal, greatest
                                    0x1p-150,
                                    0x1.000001p-150,
                                    0x1p-149,
                                    0x1.8p-149,
                                    0x1.fffffefp-127,
                                    0x1.ffffffp-127,
                                    0x1p-126,
                                    0x1.fffffep127,
                                    0x1.fffffefp127,
                                    0x1.ffffffp127,
                                    // around halves
                                    0.25,
                                    0.49999999999999994,
                                    0.5,
                                    0x1.fffffffffffffp-1,
                                    1.0,
                                    0x1.0000000000001p0,
                                    0x1.000001p0,
                                    1.5,
                                    2.5,
                                    3.0,
                                    0x1p24 + 1,
                                    // around the ends of integers
                                    0x1p31 - 1,
                                    0x1p31 - 0.5,
                                    0x1p31,
                                    0x1p31 + 0.5,
                                    0x1p31 + 1,
                                    0x1p32 - 1,
                                    0x1p32 - 0.5,
                                    0x1p32,
                                    0x1p52 + 1,
                                    0x1p53 - 1,
                                    0x1p53,
                                    0x1.fffffffffffffp62,
                                    0x1p63,
                                    0x1.0000000000001p63,
                                    0x1.fffffffffffffp63,
                                    0x1p64,
                                    0x1p512,
                                    0x1.fffffffffffffp1022,
                                    Double.MAX_VALUE,
                                    Double.POSITIVE_INFINITY)
                            .flatMap(x -> DoubleStream.of(x, -x))
                            .mapToLong(Double::doubleToRawLongBits),
                    LongStream.of(
                            0x7ff8_0000_0000_0000L,
                            0xfff8_0000_0000_0001L,
                            0x7fff_ffff_ffff_ffffL,
                            0x7ff0_0000_0000_0001L,
                            0xfff7_ffff_ffff_ffffL))
            .toArray();

    static final long[] SINGLES = LongStream.of(
                    0x0000_0000,
                    0x0000_0001,
                    0x0000_0003,
                    0x007f_ffff,
                    0x0080_0000,
                    0x0080_0001,
                    0x0100_0000,
                    0x1a00_0000,
                    0x2000_0000,
                    0x3e80_0000,
                    0x3eff_ffff,
                    0x3f00_0000,
                    0x3f7f_ffff,
                    0x3f80_0000,
                    0x3f80_0001,
                    0x3fc0_0000,
                    0x4020_0000,
                    0x4040_0000,
                    0x4b00_0001,
                    0x4b7f_ffff,
                    0x4b80_0000,
                    0x4eff_ffff,
                    0x4f00_0000,
                    0x4f00_0001,
                    0x4f7f_ffff,
                    0x4f80_0000,
                    0x5eff_ffff,
                    0x5f00_0000,
                    0x5f00_0001,
                    0x5f7f_ffff,
                    0x5f80_0000,
                    0x7eff_ffff,
                    0x7f7f_ffff,
                    0x7f80_0000,
                    0x7fc0_0000,
                    0x7fff_ffff,
                    0x7f80_0001,
                    0x7fbf_ffff)
            .flatMap(bits -> LongStream.of(
                    // as it is boxed, the same negative, and two boxes that are none
                    BOX | bits, BOX | bits | 1L << 31, bits, 0xffff_fffe_0000_0000L | bits))
            .toArray();

    static final long[] INTEGERS = LongStream.of(
                    0,
                    1,
                    3,
                    0x00ff_ffff,
                    0x0100_0000,
                    0x0100_0001,
                    0x0200_0001,
                    0x0200_0003,
                    0x7fff_ff80,
                    0x7fff_ffbf,
                    0x7fff_ffff,
                    0x8000_0000L,
                    0x8000_0001L,
                    0xffff_ff7fL,
                    0xffff_ffffL,
                    0x1_0000_0000L,
                    0x1f_ffff_ffff_ffffL,
                    0x20_0000_0000_0000L,
                    0x20_0000_0000_0001L,
                    0x20_0000_0000_0003L,
                    0x3f_ffff_f800_0001L,
                    0x7fff_ff40_0000_0000L,
                    0x7fff_ffbf_ffff_ffffL,
                    0x7fff_ffff_ffff_fbffL,
                    0x7fff_ffff_ffff_fe00L,
                    Long.MAX_VALUE,
                    Long.MIN_VALUE)
            .flatMap(x -> LongStream.of(x, -x, ~x))
            .toArray();

    private FloatEdges() {}

    private static long[] few(double... numbers) {
        return LongStream.concat(
                        DoubleStream.of(numbers)
                                .flatMap(x -> DoubleStream.of(x, -x))
                                .mapToLong(Double::doubleToRawLongBits),
                        LongStream.of(0x7ff0_0000_0000_0000L, 0x7ff8_0000_0000_0000L, 0xfff0_0000_0000_0001L))
                .toArray();
    }

    private static long[] boxed(float... numbers) {
        LongStream.Builder all = LongStream.builder();
        for (float number : numbers) {
            all.add(BOX | Float.floatToRawIntBits(number));
        }
        return LongStream.concat(all.build(), LongStream.of(BOX | 0x7fc0_0000, BOX | 0xff80_0001L, 0x3f80_0000))
                .toArray();
    }
}
