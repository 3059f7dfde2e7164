package dev.understudy.isa;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlRegistersTest {
    private static final long FS_DIRTY = 3 << 13;

    @ParameterizedTest
    @CsvSource({
        "fflags, 0xffffffffffffffff, 0x1f",
        "frm, 0xffffffffffffffff, 7",
        "fcsr, 0xffffffffffffffff, 0xff",
        "mstatus, 0xffffffffffffffff, 0x8000000a007e79aa",
        "sstatus, 0xffffffffffffffff, 0x80000002000c6122",
        "misa, 0, 0x800000000014112d",
        "medeleg, 0xffffffffffffffff, 0xb3ff",
        "mideleg, 0xffffffffffffffff, 0x222",
        "mie, 0xffffffffffffffff, 0xaaa",
        "mip, 0xffffffffffffffff, 0x222",
        "sip, 0xffffffffffffffff, 0",
        "mtvec, 0xffffffffffffffff, 0xfffffffffffffffd",
        "stvec, 0x80000002, 0x80000000",
        "mepc, 0xffffffffffffffff, 0xfffffffffffffffe",
        "sepc, 0xffffffffffffffff, 0xfffffffffffffffe",
        "mcause, 0xffffffffffffffff, 0xffffffffffffffff",
        "mscratch, 0x1234567890abcdef, 0x1234567890abcdef",
        "mcounteren, 0xffffffffffffffff, 7",
        "scounteren, 0xffffffffffffffff, 7",
        "mcountinhibit, 0xffffffffffffffff, 5",
        "satp, 0x8fffffffffffffff, 0x8fffffffffffffff",
        "satp, 0x9000000000000001, 0",
        "satp, 0x1000000000000001, 0",
        "menvcfg, 0xffffffffffffffff, 0x8000000000000001",
        "tselect, 0xffffffffffffffff, 0",
        "tdata1, 0xffffffffffffffff, 0",
        "tdata2, 0xffffffffffffffff, 0",
        "tinfo, 0xffffffffffffffff, 1",
        "stimecmp, 0x123456789abcdef0, 0x123456789abcdef0",
        "pmpcfg2, 0xffffffffffffffff, 0x9f9f9f9f9f9f9f9f",
        "pmpaddr1, 0xffffffffffffffff, 0x3ffffffffffc00",
        "pmpaddr15, 0x1234567890abcdef, 0x34567890abcc00",
        "mseccfg, 0xffffffffffffffff, 0x300",
        "mhpmcounter3, 0xffffffffffffffff, 0",
        "mhpmcounter31, 0xffffffffffffffff, 0",
        "mhpmevent3, 0xffffffffffffffff, 0",
    })
    void writtenValueBecomesALegalOne(String name, String value, String expected) {
        Board board = new Board("csrrw zero," + name + ",a0", "csrrs a1," + name + ",zero");
        board.setWord("mstatus", FS_DIRTY);
        board.set("a0", Long.parseUnsignedLong(value.replace("0x", ""), 16));
        board.run(2);
        assertEquals(Long.parseUnsignedLong(expected.replace("0x", ""), 16), board.get("a1"));
        assertEquals(Board.BASE + 8, board.hart.pc(), "no trap");
    }

    @Test
    void previousPrivilegeNeverNamesAModeThatIsNone() {
        Board board = new Board("csrrw zero,mstatus,a0", "csrrw a1,mstatus,a2", "csrrs a3,mstatus,zero");
        board.set("a0", 1 << 11);
        board.set("a2", 2 << 11);
        board.run(3);
        assertEquals(1, board.get("a3") >> 11 & 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x3c0", "0xda0", "0xfb0", "0x30c", "0x321", "0x7a5", "0x7a8", "0x3a1", "0x3a4", "0x4"})
    void absentRegistersTrap(String number) {
        Board board = new Board("csrrs a0," + number + ",zero");
        board.run(1);
        assertEquals(2, board.word("mcause"));
    }

    @Test
    void setAndClearChangeOnlyTheirBits() {
        Board board = new Board(
                "csrrwi zero,mscratch,21",
                "csrrsi a0,mscratch,2",
                "csrrci a1,mscratch,5",
                "csrrs a2,mscratch,a3",
                "csrrc a4,mscratch,a3",
                "csrrw a5,mscratch,a5");
        board.set("a3", 0x100);
        board.run(6);
        assertEquals(21, board.get("a0"));
        assertEquals(23, board.get("a1"));
        assertEquals(18, board.get("a2"));
        assertEquals(0x112, board.get("a4"));
        assertEquals(18, board.get("a5"));
    }

    @Test
    void countersAreTheInstructionNumber() {
        Board board = new Board("csrrs a0,cycle,zero", "csrrs a1,instret,zero", "csrrs a2,mcycle,zero");
        board.setWord("instruction", 1000);
        board.run(3);
        assertEquals(List.of(1000L, 1001L, 1002L), List.of(board.get("a0"), board.get("a1"), board.get("a2")));
    }

    @Test
    void writtenCounterIsReadByTheNextInstruction() {
        Board board = new Board("csrrw zero,minstret,a0", "csrrs a1,minstret,zero", "csrrs a2,instret,zero");
        board.set("a0", -1);
        board.run(3);
        assertEquals(-1, board.get("a1"));
        assertEquals(0, board.get("a2"));
    }

    @Test
    void inhibitedCounterStandsStillAndGoesOn() {
        Board board = new Board(
                "csrrwi zero,mcountinhibit,1",
                "csrrs a0,mcycle,zero",
                "csrrs a1,minstret,zero",
                "csrrwi zero,mcountinhibit,0",
                "csrrs a2,mcycle,zero");
        board.run(5);
        assertEquals(1, board.get("a0"));
        assertEquals(2, board.get("a1"));
        assertEquals(1, board.get("a2"));
    }

    @Test
    void countersRestartAtResetButTheCountGoesOn() {
        Board board = new Board("csrrs a0,cycle,zero");
        board.run(1);
        board.hart.reset(Board.BASE);
        assertEquals(1, board.hart.instruction());
        board.run(1);
        assertEquals(0, board.get("a0"));
        assertEquals(2, board.hart.instruction());
    }

    @Test
    void timeAndSeedAreAskedForOnceInTheMiddleOfTheirInstruction() {
        Board board = new Board("addi zero,zero,0", "csrrs a0,time,zero", "csrrw a1,seed,zero", "csrrw zero,seed,zero");
        board.run(4);
        assertEquals(List.of("1 time", "2 seed"), board.calls);
        assertEquals(1001, board.get("a0"));
        assertEquals(0x8000_beefL, board.get("a1"));
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 7, false", "1, 2, 0, true", "0, 2, 0, false", "0, 2, 2, true", "0, 0, 2, false"})
    void counterEnablesDecideWhoReadsTime(int privilege, long mcounteren, long scounteren, boolean allowed) {
        Board board = new Board("csrrs a0,time,zero");
        board.setWord("mcounteren", mcounteren);
        board.setWord("scounteren", scounteren);
        board.setWord("privilege", privilege);
        board.run(1);
        assertEquals(allowed ? List.of("0 time") : List.of(), board.calls);
    }

    @Test
    void wireOfTheSupervisorInterruptIsNotMixedWithSoftwaresBit() {
        Board board = new Board("csrrsi a0,mip,2", "csrrs a1,mip,zero");
        board.hart.setInterrupt(9, true);
        board.run(2);
        assertEquals(0x200, board.get("a0"));
        assertEquals(0x202, board.get("a1"));
        board.hart.setInterrupt(9, false);
        assertEquals(2, board.word("interruptSoftware"));
    }

    @Test
    void savedStateComesBackWordForWord() {
        Board board = new Board();
        long[] words = board.hart.save();
        assertEquals(Hart.stateNames().size(), words.length);
        for (int i = 0; i < words.length; i++) {
            String name = Hart.stateNames().get(i);
            // A bit that every word can have; of a privilege, 1.
            words[i] = name.startsWith("x") ? i + 100 : name.equals("privilege") ? 1 : legalOf(board, words, i);
        }
        board.hart.restore(words);
        assertArrayEquals(words, board.hart.save());
    }

    private static long legalOf(Board board, long[] words, int index) {
        for (long candidate : new long[] {4, 2, 1, 1 << 3, 1L << 8}) {
            long[] trial = words.clone();
            trial[index] = candidate;
            try {
                board.hart.restore(trial);
                return candidate;
            } catch (IllegalArgumentException tryTheNext) {
                continue;
            }
        }
        throw new AssertionError(Hart.stateNames().get(index) + " accepts nothing but zero");
    }

    @ParameterizedTest
    @CsvSource({"privilege, 2", "pc, 1", "mstatus, 1", "mideleg, 8", "mie, 1", "mtvec, 2", "instruction, -1"})
    void stateThatNoHartCanHaveIsRefusedWhole(String name, long value) {
        Board board = new Board();
        long[] before = board.hart.save();
        long[] words = before.clone();
        words[0] = 5;
        words[Hart.stateNames().indexOf(name)] = value;
        assertThrows(IllegalArgumentException.class, () -> board.hart.restore(words));
        assertThrows(IllegalArgumentException.class, () -> board.hart.restore(new long[3]));
        assertArrayEquals(before, board.hart.save());
    }
}
