package dev.understudy.isa.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.isa.Board;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What floating-point instructions compute and which flags they raise, on edges worked out by hand. */
class FloatComputationTest {
    private static final long FS_INITIAL = 1 << 13;
    private static final long BOX = 0xffff_ffff_0000_0000L;
    private static final List<String> FLAGS = List.of("NX", "UF", "OF", "DZ", "NV");

    /** Bits of a double: a number, max, min (the least normal one), tiny (the least), nan, snan or bits in hexadecimal. */
    private static long doubleBits(String text) {
        String magnitude = text.replaceFirst("^-", "");
        long bits = switch (magnitude) {
            case "max" -> Double.doubleToRawLongBits(Double.MAX_VALUE);
            case "min" -> Double.doubleToRawLongBits(Double.MIN_NORMAL);
            case "tiny" -> 1;
            case "inf" -> 0x7ff0_0000_0000_0000L;
            case "nan" -> 0x7ff8_0000_0000_0000L;
            case "snan" -> 0x7ff0_0000_0000_0001L;
            default -> Double.doubleToRawLongBits(Double.parseDouble(magnitude));
        };
        return text.startsWith("-") ? bits | Long.MIN_VALUE : bits;
    }

    private static long singleBits(String text) {
        String magnitude = text.replaceFirst("^-", "");
        int bits = switch (magnitude) {
            case "max" -> 0x7f7f_ffff;
            case "min" -> 0x0080_0000;
            case "tiny" -> 1;
            case "inf" -> 0x7f80_0000;
            case "nan" -> 0x7fc0_0000;
            case "snan" -> 0x7f80_0001;
            case "unboxed" -> 0x3f80_0000;
            default -> Float.floatToRawIntBits(Float.parseFloat(magnitude));
        };
        long signed = (text.startsWith("-") ? bits | 1 << 31 : bits) & ~BOX;
        return magnitude.equals("unboxed") ? signed : BOX | signed;
    }

    private static long bits(boolean ofSingle, String text) {
        return ofSingle ? singleBits(text) : doubleBits(text);
    }

    private static String flags(Board board) {
        StringBuilder text = new StringBuilder();
        for (int bit = 4; bit >= 0; bit--) {
            text.append((board.word("fcsr") >> bit & 1) != 0 ? " " + FLAGS.get(bit) : "");
        }
        return text.toString().trim();
    }

    private static void assertBits(long expected, long actual) {
        assertEquals(Long.toHexString(expected), Long.toHexString(actual));
    }

    /** A board that can compute floats; its first instruction makes them Dirty, so that the second runs in the loop. */
    private static Board board(String instruction) {
        Board board = new Board("fsgnj.d ft11,ft11,ft11", instruction);
        board.setWord("mstatus", FS_INITIAL);
        return board;
    }

    @ParameterizedTest
    @CsvSource({
        "fadd, 1, 2, 3, ''",
        "fadd, 0x1p53, 1, 0x1p53, NX",
        "fadd, 0x1p53, 2, 0x1.0000000000001p53, ''",
        "fadd, max, 0x1p970, inf, OF NX",
        "fadd, max, 0x1p969, max, NX",
        "fadd, inf, -inf, nan, NV",
        "fadd, inf, 1, inf, ''",
        "fadd, 1, -1, 0, ''",
        "fadd, -0, -0, -0, ''",
        "fadd, -0, 0, 0, ''",
        "fadd, min, -tiny, 0x1.ffffffffffffep-1023, ''",
        "fadd, snan, 1, nan, NV",
        "fadd, -nan, 1, nan, ''",
        "fsub, 1, 2, -1, ''",
        "fsub, inf, inf, nan, NV",
        "fsub, 0, 0, 0, ''",
        "fsub, 1, nan, nan, ''",
        "fmul, 3, -4, -12, ''",
        "fmul, 0x1.0000000000001p0, 0x1.0000000000001p0, 0x1.0000000000002p0, NX",
        "fmul, max, 2, inf, OF NX",
        "fmul, 0, inf, nan, NV",
        "fmul, -0, 5, -0, ''",
        "fmul, min, 0.5, 0x1p-1023, ''",
        "fmul, tiny, 0.5, 0, UF NX",
        "fmul, tiny, 0.75, tiny, UF NX",
        // rounds up to the least normal number, but was below it
        "fmul, min, 0x1.fffffffffffffp-1, min, UF NX",
        // would have been the least normal number also without a least exponent
        "fmul, 0x1.0000000000001p-1022, 0x1.ffffffffffffep-1, min, NX",
        "fmul, 0x1p-500, 0x1.8p-500, 0x1.8p-1000, ''",
        "fmul, 0x1.0000000000001p-500, 0x1.8p-500, 0x1.8000000000002p-1000, NX",
        "fdiv, 1, 3, 0x1.5555555555555p-2, NX",
        "fdiv, 6, -3, -2, ''",
        "fdiv, 1, 0, inf, DZ",
        "fdiv, -1, 0, -inf, DZ",
        "fdiv, 0, 0, nan, NV",
        "fdiv, inf, inf, nan, NV",
        "fdiv, inf, 0, inf, ''",
        "fdiv, 1, -inf, -0, ''",
        "fdiv, max, 0.5, inf, OF NX",
        "fdiv, tiny, 2, 0, UF NX",
        "fdiv, 0x1p-1000, 3, 0x1.5555555555555p-1002, NX",
        "fmin, -0, 0, -0, ''",
        "fmin, 0, -0, -0, ''",
        "fmax, -0, 0, 0, ''",
        "fmin, 1, nan, 1, ''",
        "fmin, snan, 1, 1, NV",
        "fmax, nan, -inf, -inf, ''",
        "fmax, nan, -nan, nan, ''",
        "fmin, -snan, nan, nan, NV",
        "fmin, -3, 2, -3, ''",
        "fmax, -3, 2, 2, ''",
        "fsgnj, 1, -2, -1, ''",
        "fsgnjn, 1, -2, 1, ''",
        "fsgnjx, -1, -2, 1, ''",
        "fsgnj, snan, -2, -snan, ''",
    })
    void doubles(String mnemonic, String a, String b, String expected, String flags) {
        Board board = board(mnemonic + ".d fa0,fa1,fa2");
        board.setWord("f11/fa1", doubleBits(a));
        board.setWord("f12/fa2", doubleBits(b));
        board.run(2);
        assertBits(doubleBits(expected), board.word("/fa0"));
        assertEquals(flags, flags(board));
    }

    @ParameterizedTest
    @CsvSource({
        "fadd, 1, 2, 3, ''",
        "fadd, 0x1p24, 1, 0x1p24, NX",
        "fadd, max, 0x1p103, inf, OF NX",
        "fadd, inf, -inf, nan, NV",
        "fadd, unboxed, 1, nan, ''",
        "fsub, 5, unboxed, nan, ''",
        "fsub, -0, 0, -0, ''",
        "fmul, 0x1.000002p0, 0x1.000002p0, 0x1.000004p0, NX",
        "fmul, min, 0x1.fffffep-1, min, UF NX",
        "fmul, 0x1.000002p-126, 0x1.fffffcp-1, min, NX",
        "fmul, tiny, 0.5, 0, UF NX",
        "fmul, 0, -inf, nan, NV",
        "fmul, max, max, inf, OF NX",
        "fmul, unboxed, unboxed, nan, ''",
        "fdiv, 1, 3, 0x1.555556p-2, NX",
        "fdiv, 1, -0, -inf, DZ",
        "fdiv, 0, 5, 0, ''",
        "fdiv, snan, 0, nan, NV",
        "fmin, unboxed, 5, 5, ''",
        "fmax, -0, 0, 0, ''",
        "fmin, snan, nan, nan, NV",
        "fsgnj, 1, -unboxed, 1, ''",
        "fsgnj, -unboxed, -1, -nan, ''",
        "fsgnjn, 1, 2, -1, ''",
        "fsgnjx, -1, 2, -1, ''",
    })
    void singles(String mnemonic, String a, String b, String expected, String flags) {
        Board board = board(mnemonic + ".s fa0,fa1,fa2");
        board.setWord("f11/fa1", singleBits(a));
        board.setWord("f12/fa2", singleBits(b));
        board.run(2);
        assertBits(singleBits(expected), board.word("/fa0"));
        assertEquals(flags, flags(board));
    }

    @ParameterizedTest
    @CsvSource({
        "fmadd.d, 2, 3, 4, 10, ''",
        "fmsub.d, 2, 3, 4, 2, ''",
        "fnmsub.d, 2, 3, 4, -2, ''",
        "fnmadd.d, 2, 3, 4, -10, ''",
        "fmadd.s, 2, 3, 4, 10, ''",
        "fmsub.s, 2, 3, 4, 2, ''",
        "fnmsub.s, 2, 3, 4, -2, ''",
        "fnmadd.s, 2, 3, 4, -10, ''",
        // rounded once: the square's last bit survives
        "fmsub.d, 0x1.0000000000001p0, 0x1.0000000000001p0, 0x1.0000000000002p0, 0x1p-104, ''",
        "fmsub.s, 0x1.000002p0, 0x1.000002p0, 0x1.000004p0, 0x1p-46, ''",
        "fmadd.d, 0x1p53, 1, 1, 0x1p53, NX",
        "fmadd.d, 0x1.0000000000001p0, 0x1.0000000000001p0, 1, 0x1.0000000000001p1, NX",
        "fmadd.d, 0, inf, nan, nan, NV",
        "fmadd.d, 0, 5, -0, 0, ''",
        "fnmadd.d, 0, 5, 0, -0, ''",
        "fmadd.d, inf, 1, -inf, nan, NV",
        "fmadd.d, max, 2, -inf, -inf, ''",
        "fmadd.d, max, 2, -max, max, ''",
        "fmadd.d, max, 2, 0, inf, OF NX",
        "fmadd.d, tiny, 0.5, 0, 0, UF NX",
        "fmadd.d, tiny, tiny, 1, 1, NX",
        "fmadd.s, tiny, tiny, 1, 1, NX",
        "fmadd.s, unboxed, 1, 1, nan, ''",
    })
    void fused(String mnemonic, String a, String b, String c, String expected, String flags) {
        boolean single = mnemonic.endsWith("s");
        Board board = board(mnemonic + " fa0,fa1,fa2,fa3");
        board.setWord("f11/fa1", bits(single, a));
        board.setWord("f12/fa2", bits(single, b));
        board.setWord("f13/fa3", bits(single, c));
        board.run(2);
        assertBits(bits(single, expected), board.word("/fa0"));
        assertEquals(flags, flags(board));
    }

    @ParameterizedTest
    @CsvSource({
        "fsqrt.d, 9, 3, ''",
        "fsqrt.d, 2, 0x1.6a09e667f3bcdp0, NX",
        "fsqrt.d, -0, -0, ''",
        "fsqrt.d, -1, nan, NV",
        "fsqrt.d, inf, inf, ''",
        "fsqrt.d, 0x1p-1074, 0x1p-537, ''",
        "fsqrt.d, snan, nan, NV",
        "fsqrt.s, 2, 0x1.6a09e6p0, NX",
        "fsqrt.s, 0x1p-148, 0x1p-74, ''",
        "fsqrt.s, -inf, nan, NV",
        "fsqrt.s, unboxed, nan, ''",
    })
    void squareRoots(String mnemonic, String a, String expected, String flags) {
        boolean single = mnemonic.endsWith("s");
        Board board = board(mnemonic + " fa0,fa1");
        board.setWord("f11/fa1", bits(single, a));
        board.run(2);
        assertBits(bits(single, expected), board.word("/fa0"));
        assertEquals(flags, flags(board));
    }

    @ParameterizedTest
    @CsvSource({
        // a tie, and its negative
        "fadd.d, 1, 0x1p-53, 1, 1, 1, 0x1.0000000000001p0, 0x1.0000000000001p0",
        "fadd.d, -1, -0x1p-53, -1, -1, -0x1.0000000000001p0, -1, -0x1.0000000000001p0",
        // less than a tie
        "fadd.d, 1, 0x1p-54, 1, 1, 1, 0x1.0000000000001p0, 1",
        // the sign of an exact zero
        "fsub.d, 1, 1, 0, 0, -0, 0, 0",
        "fmul.d, -0, 1, -0, -0, -0, -0, -0",
        // overflow
        "fmul.d, max, 2, inf, max, max, inf, inf",
        "fmul.d, -max, 2, -inf, -max, -inf, -max, -inf",
        // underflow
        "fmul.d, tiny, 0.5, 0, 0, 0, tiny, tiny",
        "fdiv.d, 1, 3, 0x1.5555555555555p-2, 0x1.5555555555555p-2, 0x1.5555555555555p-2, 0x1.5555555555556p-2, 0x1.5555555555555p-2",
        "fadd.s, 1, 0x1p-24, 1, 1, 1, 0x1.000002p0, 0x1.000002p0",
        "fmul.s, -max, 2, -inf, -max, -inf, -max, -inf",
    })
    void roundingModes(
            String mnemonic, String a, String b, String rne, String rtz, String rdn, String rup, String rmm) {
        boolean single = mnemonic.endsWith("s");
        List<String> expected = List.of(rne, rtz, rdn, rup, rmm);
        for (int mode = 0; mode < 5; mode++) {
            String fixed = List.of(",rne", ",rtz", ",rdn", ",rup", ",rmm").get(mode);
            for (String how : List.of(fixed, "")) {
                Board board = board(mnemonic + " fa0,fa1,fa2" + how);
                board.setWord("f11/fa1", bits(single, a));
                board.setWord("f12/fa2", bits(single, b));
                board.setWord("fcsr", (how.isEmpty() ? mode : 3 - mode & 3) << 5);
                board.run(2);
                assertBits(bits(single, expected.get(mode)), board.word("/fa0"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "feq.d, 1, 1, 1, ''",
        "feq.d, 0, -0, 1, ''",
        "feq.d, nan, nan, 0, ''",
        "feq.d, snan, 1, 0, NV",
        "flt.d, -1, 1, 1, ''",
        "flt.d, 1, 1, 0, ''",
        "flt.d, nan, 1, 0, NV",
        "fle.d, 1, 1, 1, ''",
        "fle.d, 2, 1, 0, ''",
        "fle.d, 1, -nan, 0, NV",
        "fle.d, -inf, -max, 1, ''",
        "feq.s, 1, 1, 1, ''",
        "feq.s, unboxed, 1, 0, ''",
        "feq.s, 1, snan, 0, NV",
        "flt.s, -0, 0, 0, ''",
        "flt.s, unboxed, 1, 0, NV",
        "fle.s, -0, 0, 1, ''",
        "fle.s, tiny, 0, 0, ''",
    })
    void comparisons(String mnemonic, String a, String b, int expected, String flags) {
        boolean single = mnemonic.endsWith("s");
        Board board = board(mnemonic + " a0,fa1,fa2");
        board.setWord("f11/fa1", bits(single, a));
        board.setWord("f12/fa2", bits(single, b));
        board.run(2);
        assertEquals(expected, board.get("a0"));
        assertEquals(flags, flags(board));
    }

    @ParameterizedTest
    @CsvSource({
        "-inf, 0",
        "-1, 1",
        "-tiny, 2",
        "-0, 3",
        "0, 4",
        "tiny, 5",
        "max, 6",
        "inf, 7",
        "snan, 8",
        "nan, 9",
    })
    void classes(String number, int bit) {
        Board board = board("fclass.d a0,fa1");
        board.put(Board.BASE + 8, "fclass.s a1,fa2");
        board.setWord("f11/fa1", doubleBits(number));
        board.setWord("f12/fa2", singleBits(number));
        board.run(3);
        assertEquals(1 << bit, board.get("a0"));
        assertEquals(1 << bit, board.get("a1"));
    }

    @Test
    void unboxedSingleIsAQuietNaN() {
        Board board = board("fclass.s a0,fa1");
        board.setWord("f11/fa1", singleBits("unboxed"));
        board.run(2);
        assertEquals(1 << 9, board.get("a0"));
    }
}
