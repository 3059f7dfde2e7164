package dev.understudy.isa.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.isa.Board;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conversions and moves between the register files, on edges worked out by hand. */
class FloatConversionTest {
    private static final long FS_INITIAL = 1 << 13;
    private static final long BOX = 0xffff_ffff_0000_0000L;
    private static final int NX = 1;

    private static long parse(String text) {
        return Long.parseUnsignedLong(text.replace("_", ""), 16);
    }

    private static Board board(String instruction) {
        Board board = new Board(instruction);
        board.setWord("mstatus", FS_INITIAL);
        return board;
    }

    @ParameterizedTest
    @CsvSource({
        // rne rtz rdn rup rmm
        "2.5, 2, 2, 2, 3, 3",
        "-2.5, -2, -2, -3, -2, -3",
        "3.5, 4, 3, 3, 4, 4",
        "0.49999999999999994, 0, 0, 0, 1, 0",
        "-0.25, 0, 0, -1, 0, 0",
        "7, 7, 7, 7, 7, 7",
    })
    void integersAreRoundedByTheMode(double number, long rne, long rtz, long rdn, long rup, long rmm) {
        long[] expected = {rne, rtz, rdn, rup, rmm};
        String[] modes = {"rne", "rtz", "rdn", "rup", "rmm"};
        for (int mode = 0; mode < 5; mode++) {
            Board board = board("fcvt.l.d a0,fa1," + modes[mode]);
            board.setWord("f11/fa1", Double.doubleToRawLongBits(number));
            board.run(1);
            assertEquals(expected[mode], board.get("a0"), modes[mode]);
            assertEquals(number == 7 ? 0 : NX, board.word("fcsr"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "fcvt.w.d, 2147483647.0, 7fffffff, 0",
        "fcvt.w.d, 2147483647.5, 7fffffff, 1",
        "fcvt.w.d, 2147483648.0, 7fffffff, 16",
        "fcvt.w.d, -2147483648.5, ffffffff80000000, 1",
        "fcvt.w.d, -2147483649.0, ffffffff80000000, 16",
        "fcvt.w.d, NaN, 7fffffff, 16",
        "fcvt.wu.d, 4294967295.0, ffffffffffffffff, 0",
        "fcvt.wu.d, 2147483648.0, ffffffff80000000, 0",
        "fcvt.wu.d, 4294967296.0, ffffffffffffffff, 16",
        "fcvt.wu.d, -0.5, 0, 1",
        "fcvt.wu.d, -1.0, 0, 16",
        "fcvt.wu.d, -0.0, 0, 0",
        "fcvt.l.d, 0x1.fffffffffffffp62, 7ffffffffffffc00, 0",
        "fcvt.l.d, 0x1p63, 7fffffffffffffff, 16",
        "fcvt.l.d, -0x1p63, 8000000000000000, 0",
        "fcvt.l.d, -Infinity, 8000000000000000, 16",
        "fcvt.lu.d, 0x1.fffffffffffffp63, fffffffffffff800, 0",
        "fcvt.lu.d, 0x1p63, 8000000000000000, 0",
        "fcvt.lu.d, 0x1p64, ffffffffffffffff, 16",
        "fcvt.lu.d, NaN, ffffffffffffffff, 16",
        "fcvt.w.s, -1.75, ffffffffffffffff, 1",
        "fcvt.wu.s, 0x1.fffffep31, ffffffffffffff00, 0",
        "fcvt.l.s, 0x1p62, 4000000000000000, 0",
        "fcvt.lu.s, -0x1p-149, 0, 1",
    })
    void outOfRangeIsInvalidAndTheNearestEnd(String mnemonic, double number, String expected, int flags) {
        Board board = board(mnemonic + " a0,fa1,rtz");
        boolean single = mnemonic.endsWith("s");
        board.setWord(
                "f11/fa1", single ? BOX | Float.floatToRawIntBits((float) number) : Double.doubleToRawLongBits(number));
        board.run(1);
        assertEquals(expected, Long.toHexString(board.get("a0")));
        assertEquals(flags, board.word("fcsr"));
    }

    @ParameterizedTest
    @CsvSource({
        "'fcvt.d.w fa0,a1,rne', ffffffff80000000, -0x1p31, 0",
        "'fcvt.d.wu fa0,a1,rne', ffffffff80000000, 0x1p31, 0",
        "'fcvt.d.l fa0,a1,rne', 8000000000000000, -0x1p63, 0",
        "'fcvt.d.l fa0,a1,rne', 7fffffffffffffff, 0x1p63, 1",
        "'fcvt.d.l fa0,a1,rtz', 7fffffffffffffff, 0x1.fffffffffffffp62, 1",
        "'fcvt.d.l fa0,a1,rup', 20000000000001, 0x1.0000000000001p53, 1",
        "'fcvt.d.l fa0,a1,rdn', ffdfffffffffffff, -0x1.0000000000001p53, 1",
        "'fcvt.d.lu fa0,a1,rne', 8000000000000000, 0x1p63, 0",
        "'fcvt.d.lu fa0,a1,rne', ffffffffffffffff, 0x1p64, 1",
        "'fcvt.d.lu fa0,a1,rdn', ffffffffffffffff, 0x1.fffffffffffffp63, 1",
        "'fcvt.d.l fa0,a1,rdn', 0, 0, 0",
    })
    void doublesOfIntegers(String instruction, String integer, double expected, int flags) {
        Board board = board(instruction);
        board.set("a1", parse(integer));
        board.run(1);
        assertEquals(expected, Double.longBitsToDouble(board.word("/fa0")));
        assertEquals(flags, board.word("fcsr"));
    }

    @ParameterizedTest
    @CsvSource({
        "'fcvt.s.w fa0,a1', 1000001, 0x1p24, 1",
        "'fcvt.s.w fa0,a1,rup', 1000001, 0x1.000002p24, 1",
        "'fcvt.s.wu fa0,a1', ffffffffffffffff, 0x1p32, 1",
        "'fcvt.s.l fa0,a1', 7fffffffffffffff, 0x1p63, 1",
        // to a double first and then to a single would round twice, and up
        "'fcvt.s.l fa0,a1', 4000004000000001, 0x1.000002p62, 1",
        "'fcvt.s.lu fa0,a1,rtz', ffffffffffffffff, 0x1.fffffep63, 1",
        "'fcvt.s.l fa0,a1', ffffffffffffffff, -1, 0",
    })
    void singlesOfIntegers(String instruction, String integer, float expected, int flags) {
        Board board = board(instruction);
        board.set("a1", parse(integer));
        board.run(1);
        assertEquals(Long.toHexString(BOX | Float.floatToRawIntBits(expected)), Long.toHexString(board.word("/fa0")));
        assertEquals(flags, board.word("fcsr"));
    }

    @ParameterizedTest
    @CsvSource({
        "'fcvt.s.d fa0,fa1', 3ff0_0000_0000_0000, ffff_ffff_3f80_0000, 0",
        "'fcvt.s.d fa0,fa1', 3ff0_0000_1000_0000, ffff_ffff_3f80_0000, 1",
        "'fcvt.s.d fa0,fa1,rmm', 3ff0_0000_1000_0000, ffff_ffff_3f80_0001, 1",
        "'fcvt.s.d fa0,fa1', 7fe0_0000_0000_0000, ffff_ffff_7f80_0000, 5",
        "'fcvt.s.d fa0,fa1,rdn', 7fe0_0000_0000_0000, ffff_ffff_7f7f_ffff, 5",
        "'fcvt.s.d fa0,fa1', 0000_0000_0000_0001, ffff_ffff_0000_0000, 3",
        "'fcvt.s.d fa0,fa1,rup', 0000_0000_0000_0001, ffff_ffff_0000_0001, 3",
        "'fcvt.s.d fa0,fa1', fff0_0000_0000_0001, ffff_ffff_7fc0_0000, 16",
        "'fcvt.s.d fa0,fa1', 8000_0000_0000_0000, ffff_ffff_8000_0000, 0",
        "'fcvt.d.s fa0,fa1', ffff_ffff_0000_0001, 36a0_0000_0000_0000, 0",
        "'fcvt.d.s fa0,fa1', 0000_0000_3f80_0000, 7ff8_0000_0000_0000, 0",
        "'fcvt.d.s fa0,fa1', ffff_ffff_7f80_0001, 7ff8_0000_0000_0000, 16",
        "'fcvt.d.s fa0,fa1', ffff_ffff_ff80_0000, fff0_0000_0000_0000, 0",
    })
    void betweenSinglesAndDoubles(String instruction, String from, String to, int flags) {
        Board board = board(instruction);
        board.setWord("f11/fa1", parse(from));
        board.run(1);
        assertEquals(Long.toHexString(parse(to)), Long.toHexString(board.word("/fa0")));
        assertEquals(flags, board.word("fcsr"));
    }

    @ParameterizedTest
    @CsvSource({
        "fmv.x.w, 0000_0000_8000_0001, ffff_ffff_8000_0001",
        "fmv.x.d, 7ff0_0000_0000_0001, 7ff0_0000_0000_0001",
    })
    void movesToIntegersKeepTheBits(String mnemonic, String from, String to) {
        Board board = board(mnemonic + " a0,fa1");
        board.setWord("f11/fa1", parse(from));
        board.run(1);
        assertEquals(Long.toHexString(parse(to)), Long.toHexString(board.get("a0")));
    }

    @ParameterizedTest
    @CsvSource({
        "fmv.w.x, 1234_5678_7f80_0001, ffff_ffff_7f80_0001",
        "fmv.d.x, 7ff0_0000_0000_0001, 7ff0_0000_0000_0001",
    })
    void movesFromIntegersKeepTheBits(String mnemonic, String from, String to) {
        Board board = board(mnemonic + " fa0,a1");
        board.set("a1", parse(from));
        board.run(1);
        assertEquals(Long.toHexString(parse(to)), Long.toHexString(board.word("/fa0")));
    }
}
