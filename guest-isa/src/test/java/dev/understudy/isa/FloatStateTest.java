package dev.understudy.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.understudy.isa.instruction.Instruction;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The floating-point state: when it may be touched, when it is Dirty, how it is loaded, stored, saved and restored. */
class FloatStateTest {
    private static final int FS_SHIFT = 13;
    private static final int OFF = 0;
    private static final int INITIAL = 1;
    private static final int CLEAN = 2;
    private static final int DIRTY = 3;
    private static final long DATA = Board.BASE + 64;

    private static Board board(int fs, String... program) {
        Board board = new Board(program);
        board.setWord("mstatus", (long) fs << FS_SHIFT);
        board.set("a1", DATA);
        return board;
    }

    private static long fs(Board board) {
        return board.word("mstatus") >> FS_SHIFT & 3;
    }

    static Stream<Instruction> floatingPoint() {
        return Stream.of(Instruction.values()).filter(row -> row.compareTo(Instruction.FLW) >= 0);
    }

    @ParameterizedTest
    @MethodSource("floatingPoint")
    void everyInstructionIsIllegalWhileTheUnitIsOff(Instruction instruction) {
        Board board = board(OFF);
        int word = instruction.format().encode(instruction.match(), 10, 11, 11, 0);
        board.ram.store32(Board.BASE, word);
        board.run(1);
        assertEquals(2, board.word("mcause"));
        assertEquals(word & 0xffff_ffffL, board.word("mtval"));
        assertEquals(OFF, fs(board));
    }

    @ParameterizedTest
    @ValueSource(strings = {"csrrs a0,fflags,zero", "csrrw zero,frm,a0", "csrrwi zero,fcsr,0"})
    void controlRegistersAreIllegalWhileTheUnitIsOff(String instruction) {
        Board board = board(OFF, instruction);
        board.run(1);
        assertEquals(2, board.word("mcause"));
    }

    @ParameterizedTest
    @CsvSource({
        "'fadd.d fa0,fa1,fa2', 3",
        "'fld fa0,0(a1)', 3",
        "'flw fa0,0(a1)', 3",
        "'fmv.d.x fa0,a1', 3",
        "'fsgnj.d fa0,fa0,fa0', 3",
        "'csrrwi zero,fflags,0', 3",
        "'csrrs a0,fcsr,a1', 3",
        "'csrrs a0,fcsr,zero', 2",
        "'fsd fa0,0(a1)', 2",
        "'fsw fa0,0(a1)', 2",
        "'fmv.x.d a0,fa0', 2",
        "'fclass.s a0,fa0', 2",
        "'feq.d a0,fa0,fa1', 2",
        "'feq.d a0,fa0,ft0', 3",
        "'fcvt.w.d a0,ft1', 3",
        "'fcvt.w.d a0,fa1', 2",
    })
    void stateIsDirtyOnceARegisterOrAFlagHasChanged(String instruction, int expected) {
        Board board = board(CLEAN, instruction);
        board.setWord("f0/ft0", 0x7ff0_0000_0000_0001L);
        board.setWord("f1/ft1", Double.doubleToRawLongBits(1.5));
        board.run(1);
        assertEquals(0, board.word("mcause"));
        assertEquals(expected, fs(board));
    }

    @Test
    void aFlagThatWasSetBeforeLeavesTheStateClean() {
        Board board = board(CLEAN, "fcvt.w.d a0,ft1");
        board.setWord("f1/ft1", Double.doubleToRawLongBits(1.5));
        board.setWord("fcsr", 1);
        board.run(1);
        assertEquals(CLEAN, fs(board));
    }

    @Test
    void aLoadThatFaultsLeavesTheStateClean() {
        Board board = board(CLEAN, "fld fa0,0(a2)");
        board.run(1);
        assertEquals(5, board.word("mcause"));
        assertEquals(CLEAN, fs(board));
    }

    @Test
    void dirtyStateIsSummarised() {
        Board board = board(INITIAL, "csrrs a0,mstatus,zero", "fmv.d.x ft0,zero", "csrrs a2,sstatus,zero");
        board.run(3);
        assertEquals(1L << FS_SHIFT, board.get("a0") & (1L << 63 | 3L << FS_SHIFT));
        assertEquals(1L << 63 | 3L << FS_SHIFT, board.get("a2") & (1L << 63 | 3L << FS_SHIFT));
    }

    @ParameterizedTest
    @CsvSource({
        // frm, the instruction, whether it is illegal
        "0, 'fadd.d fa0,fa1,fa2,rm5', true",
        "0, 'fadd.s fa0,fa1,fa2,rm6', true",
        "5, 'fadd.d fa0,fa1,fa2', true",
        "6, 'fcvt.w.d a0,fa1', true",
        "7, 'fmadd.s fa0,fa1,fa2,fa3', true",
        "7, 'fcvt.d.w fa0,a1', true",
        "7, 'fadd.d fa0,fa1,fa2,rne', false",
        "7, 'fsgnj.d fa0,fa1,fa2', false",
        "7, 'feq.d a0,fa1,fa2', false",
        "7, 'fld fa0,0(a1)', false",
        "4, 'fadd.d fa0,fa1,fa2', false",
    })
    void reservedRoundingModesAreIllegal(int frm, String instruction, boolean illegal) {
        for (int fs : new int[] {CLEAN, DIRTY}) {
            Board board = board(fs, instruction);
            board.setWord("fcsr", (long) frm << 5);
            board.run(1);
            assertEquals(illegal ? 2 : 0, board.word("mcause"));
        }
    }

    @Test
    void controlRegisterIsOneOfTwoParts() {
        Board board = board(
                INITIAL,
                "csrrwi zero,fflags,21",
                "csrrwi zero,frm,3",
                "csrrs a0,fcsr,zero",
                "csrrw zero,fcsr,a2",
                "csrrs a3,fflags,zero",
                "csrrs a4,frm,zero");
        board.set("a2", 0x1ea);
        board.run(6);
        assertEquals(3 << 5 | 21, board.get("a0"));
        assertEquals(10, board.get("a3"));
        assertEquals(7, board.get("a4"));
    }

    @ParameterizedTest
    @ValueSource(ints = {INITIAL, DIRTY})
    void loadsBoxSinglesAndStoresKeepBits(int fs) {
        Board board = board(
                fs,
                "flw ft0,4(a1)",
                "fld ft1,0(a1)",
                "fsw ft1,8(a1)",
                "fsd ft0,16(a1)",
                "fsw ft0,26(a1)",
                "fsd ft1,33(a1)");
        board.ram.store64(DATA, 0x7f80_0001_1234_5678L);
        board.ram.store64(DATA + 8, -1);
        board.run(6);
        assertEquals(0xffff_ffff_7f80_0001L, board.word("/ft0"), "a signalling NaN stays one");
        assertEquals(0x7f80_0001_1234_5678L, board.word("/ft1"));
        assertEquals(0xffff_ffff_1234_5678L, board.ram.load64(DATA + 8), "only the low half is stored");
        assertEquals(0xffff_ffff_7f80_0001L, board.ram.load64(DATA + 16));
        assertEquals(0x7f80_0001, board.ram.load32(DATA + 26), "misaligned");
        assertEquals(0x7f80_0001_1234_5678L, board.ram.load64(DATA + 33), "misaligned");
    }

    @Test
    void loadsOfADeviceReachTheBus() {
        Board board = board(DIRTY, "fld ft0,0(a2)", "flw ft1,0(a2)", "fsw ft0,0(a2)");
        board.set("a2", Board.DEVICE);
        board.onLoad = () -> 0x1_2345_6789L;
        board.run(3);
        assertEquals(0x1_2345_6789L, board.word("/ft0"));
        assertEquals(0xffff_ffff_2345_6789L, board.word("/ft1"));
        assertEquals(List.of("0 load 10000000 8", "1 load 10000000 4", "2 store 10000000 4 123456789"), board.calls);
    }

    @Test
    void registersAreSavedRestoredAndReset() {
        Board board = board(INITIAL, "fmv.d.x fs11,a1", "csrrwi zero,fcsr,31");
        board.run(2);
        Board other = new Board();
        other.hart.restore(board.hart.save());
        assertEquals(DATA, other.word("f27/fs11"));
        assertEquals(31, other.word("fcsr"));
        assertEquals(DIRTY, fs(other));
        other.hart.reset(Board.BASE);
        assertEquals(0, other.word("f27/fs11"));
        assertEquals(0, other.word("fcsr"));
        assertEquals(OFF, fs(other));
    }

    @Test
    void noHartHasMoreThanEightBitsOfFcsr() {
        Board board = new Board();
        assertThrows(IllegalArgumentException.class, () -> board.setWord("fcsr", 0x100));
    }

    @Test
    void x0IsNoFloatingPointRegister() {
        Board board = board(DIRTY, "feq.d zero,fa0,fa0", "addi zero,zero,1");
        board.run(2);
        assertEquals(0, board.hart.register(0));
        assertEquals(0, board.word("f0/ft0"));
    }
}
