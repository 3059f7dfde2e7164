package dev.understudy.isa.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.isa.Board;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every instruction that computes, on edges worked out by hand. */
class ComputationTest {
    private static final String MIN = "0x8000000000000000";

    private static long parse(String text) {
        return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
    }

    @ParameterizedTest
    @CsvSource({
        "add, 0x7fffffffffffffff, 1, " + MIN,
        "sub, " + MIN + ", 1, 0x7fffffffffffffff",
        "sub, 0, 1, -1",
        "sll, 1, 63, " + MIN,
        "sll, 3, 64, 3",
        "sll, 3, 65, 6",
        "slt, -1, 0, 1",
        "slt, 0, -1, 0",
        "slt, 5, 5, 0",
        "sltu, -1, 0, 0",
        "sltu, 0, -1, 1",
        "xor, 0xff00ff00, 0x0ff00ff0, 0xf0f0f0f0",
        "srl, -1, 63, 1",
        "srl, -1, 64, -1",
        "sra, " + MIN + ", 63, -1",
        "sra, 0x4000000000000000, 62, 1",
        "or, 0xf0, 0x0f, 0xff",
        "and, 0xf0, 0x3c, 0x30",
        "addw, 0x7fffffff, 1, 0xffffffff80000000",
        "addw, 0x1_0000_0000, 1, 1",
        "subw, 0x80000000, 1, 0x7fffffff",
        "subw, 0, 1, -1",
        "sllw, 1, 31, 0xffffffff80000000",
        "sllw, 1, 32, 1",
        "srlw, 0xffffffff80000000, 31, 1",
        "srlw, 0xffffffff80000000, 0, 0xffffffff80000000",
        "srlw, 0xffffffff80000000, 32, 0xffffffff80000000",
        "sraw, 0x80000000, 31, -1",
        "sraw, 0x7fffffff, 30, 1",
        "mul, -1, -1, 1",
        "mul, 0x100000001, 0x100000001, 0x200000001",
        "mulh, -1, -1, 0",
        "mulh, " + MIN + ", " + MIN + ", 0x4000000000000000",
        "mulh, " + MIN + ", 2, -1",
        "mulhsu, -1, -1, -1",
        "mulhsu, " + MIN + ", -1, 0x8000000000000000",
        "mulhsu, 2, -1, 1",
        "mulhu, -1, -1, -2",
        "mulhu, " + MIN + ", 2, 1",
        "div, 7, -2, -3",
        "div, -7, 2, -3",
        "div, 7, 0, -1",
        "div, " + MIN + ", -1, " + MIN,
        "divu, -1, 2, 0x7fffffffffffffff",
        "divu, 7, 0, -1",
        "divu, 1, -1, 0",
        "rem, 7, -2, 1",
        "rem, -7, 2, -1",
        "rem, -7, 0, -7",
        "rem, " + MIN + ", -1, 0",
        "remu, -1, 10, 5",
        "remu, -1, 0, -1",
        "mulw, 0x80000000, -1, 0xffffffff80000000",
        "mulw, 0x10000, 0x10000, 0",
        "divw, 0x80000000, -1, 0xffffffff80000000",
        "divw, 0x1_0000_0007, 2, 3",
        "divw, 5, 0x1_0000_0000, -1",
        "divuw, 0xffffffff, 1, -1",
        "divuw, 0x80000000, 2, 0x40000000",
        "divuw, 5, 0, -1",
        "remw, 0x80000000, -1, 0",
        "remw, -7, 4, -3",
        "remw, 0x80000001, 0, 0xffffffff80000001",
        "remuw, 0xffffffff, 0x10, 15",
        "remuw, 0x80000001, 0, 0xffffffff80000001",
        "remuw, 0xffffffff, 0xfffffffe, 1",
    })
    void registerForms(String mnemonic, String a, String b, String expected) {
        Board board = new Board(mnemonic + " a0,a1,a2", mnemonic + " zero,a1,a2", mnemonic + " a1,a1,a2");
        board.set("a1", parse(a.replace("_", "")));
        board.set("a2", parse(b.replace("_", "")));
        board.run(2);
        assertEquals(parse(expected), board.get("a0"));
        assertEquals(0, board.hart.register(0));
        board.run(1);
        assertEquals(parse(expected), board.get("a1"));
    }

    @ParameterizedTest
    @CsvSource({
        "addi, 1, -2048, -2047",
        "addi, 0, 2047, 2047",
        "slti, -5, -4, 1",
        "slti, -4, -4, 0",
        "sltiu, 5, -1, 1",
        "sltiu, -1, -1, 0",
        "xori, 0x55, -1, 0xffffffffffffffaa",
        "ori, 0x100, -256, -256",
        "andi, 0x1ff, -256, 0x100",
        "slli, 1, 63, " + MIN,
        "srli, -1, 63, 1",
        "srai, " + MIN + ", 63, -1",
        "addiw, 0x7fffffff, 1, 0xffffffff80000000",
        "addiw, 0x123456789, 0, 0x23456789",
        "slliw, 1, 31, 0xffffffff80000000",
        "srliw, 0xffffffff80000000, 31, 1",
        "srliw, 0xffffffff80000000, 0, 0xffffffff80000000",
        "sraiw, 0x80000000, 31, -1",
    })
    void immediateForms(String mnemonic, String a, int immediate, String expected) {
        Board board = new Board(mnemonic + " a0,a1," + immediate);
        board.set("a1", parse(a));
        board.run(1);
        assertEquals(parse(expected), board.get("a0"));
    }

    @ParameterizedTest
    @CsvSource({
        "beq, 1, 1, true",
        "beq, 1, 2, false",
        "bne, 1, 2, true",
        "bne, 1, 1, false",
        "blt, -1, 0, true",
        "blt, 0, -1, false",
        "blt, 3, 3, false",
        "bge, 0, -1, true",
        "bge, -1, 0, false",
        "bge, 3, 3, true",
        "bltu, 0, -1, true",
        "bltu, -1, 0, false",
        "bltu, 3, 3, false",
        "bgeu, -1, 0, true",
        "bgeu, 0, -1, false",
        "bgeu, 3, 3, true",
    })
    void branches(String mnemonic, long a, long b, boolean taken) {
        Board board = new Board(mnemonic + " a1,a2,.+2048");
        board.set("a1", a);
        board.set("a2", b);
        board.run(1);
        assertEquals(Board.BASE + (taken ? 2048 : 4), board.hart.pc());
        assertEquals(1, board.hart.instruction());
    }

    @ParameterizedTest
    @CsvSource({
        "lui, 0x80000, 0xffffffff80000000",
        "lui, 0x12345, 0x12345000",
        "auipc, 0x80000, 0",
        "auipc, 0x1, 0x80001000",
    })
    void upperImmediates(String mnemonic, String immediate, String expected) {
        Board board = new Board(mnemonic + " a0," + immediate);
        board.run(1);
        assertEquals(parse(expected), board.get("a0"));
    }

    @ParameterizedTest
    @CsvSource({
        "amoswap, 5, 7, 7",
        "amoadd, 0x7fffffff, 1, 0x80000000",
        "amoxor, 0xff, 0x0f, 0xf0",
        "amoand, 0xff, 0x0f, 0x0f",
        "amoor, 0xf0, 0x0f, 0xff",
        "amomin, 0xffffffff, 1, 0xffffffff",
        "amomax, 0xffffffff, 1, 1",
        "amominu, 0xffffffff, 1, 1",
        "amomaxu, 0xffffffff, 1, 0xffffffff",
        "amomaxu, 0x7fffffff, 0x80000000, 0x80000000",
    })
    void atomicWords(String mnemonic, String memory, String register, String stored) {
        Board board = new Board(mnemonic + ".w.aqrl a0,a1,(a2)");
        board.ram.store64(Board.BASE + 64, parse(memory) | 0x7777_7777_0000_0000L);
        board.set("a1", parse(register) | 0x1234_5678_0000_0000L);
        board.set("a2", Board.BASE + 64);
        board.run(1);
        assertEquals((int) parse(memory), board.get("a0"), "old value, sign-extended");
        assertEquals(parse(stored) | 0x7777_7777_0000_0000L, board.ram.load64(Board.BASE + 64));
    }

    @ParameterizedTest
    @CsvSource({
        "amoswap, 5, 7, 7",
        "amoadd, -1, 1, 0",
        "amoxor, -1, 1, -2",
        "amoand, -1, 12, 12",
        "amoor, 3, 12, 15",
        "amomin, -1, 1, -1",
        "amomax, -1, 1, 1",
        "amominu, -1, 1, 1",
        "amomaxu, -1, 1, -1",
    })
    void atomicDoubles(String mnemonic, long memory, long register, long stored) {
        Board board = new Board(mnemonic + ".d a0,a1,(a2)");
        board.ram.store64(Board.BASE + 64, memory);
        board.set("a1", register);
        board.set("a2", Board.BASE + 64);
        board.run(1);
        assertEquals(memory, board.get("a0"));
        assertEquals(stored, board.ram.load64(Board.BASE + 64));
    }
}
