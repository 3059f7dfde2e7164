package dev.understudy.isa.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.isa.Assembler;
import dev.understudy.isa.Board;
import dev.understudy.isa.Ram;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Rule <i>Invisible caches</i>: cached code never differs from a fresh fetch, with or without fence.i. */
class CodeCacheTest {
    private static final int ADD_7 = Assembler.word("addi a0,a0,7");

    private static Board loop() {
        Board board = new Board("addi a0,a0,1", "jal zero,.-4");
        board.run(20);
        assertEquals(10, board.get("a0"));
        return board;
    }

    @Test
    void codeChangedByDmaIsExecutedAtOnce() {
        Board board = loop();
        byte[] code = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(ADD_7)
                .array();
        board.ram.write(Board.BASE, code, 0, 4);
        board.run(2);
        assertEquals(17, board.get("a0"));
    }

    @Test
    void upperHalfAloneCanChange() {
        Board board = loop();
        board.ram.store16(Board.BASE + 2, ADD_7 >>> 16);
        board.run(2);
        assertEquals(17, board.get("a0"));
    }

    @Test
    void anInstructionAcrossTwoPagesCanChangeInEither() {
        long at = Board.BASE + Ram.PAGE_SIZE - 2;
        Board board = new Board();
        board.put(at, "addi a0,a0,1", "jalr zero,0(ra)");
        board.set("ra", at);
        board.setWord("pc", at);
        board.run(10);
        assertEquals(5, board.get("a0"));
        board.ram.store16(at + 2, ADD_7 >>> 16);
        board.run(2);
        assertEquals(12, board.get("a0"));
        board.ram.store16(at, Assembler.word("addi a1,a0,7"));
        board.run(2);
        assertEquals(19, board.get("a1"));
    }

    @Test
    void restoredMemoryIsExecuted() {
        Board board = loop();
        long[] state = board.hart.save();
        ByteBuffer.wrap(board.ram.bytes()).order(ByteOrder.LITTLE_ENDIAN).putInt(0, ADD_7);
        board.hart.restore(state);
        board.run(2);
        assertEquals(17, board.get("a0"));
    }

    /** Memory changed with nobody told: who has run the code goes on with the old one, who joins from a snapshot does not. */
    @Test
    void withoutTheWatchTwoReplicasInOneStateLiveDifferentLives() {
        Board warm = loop();
        ByteBuffer.wrap(warm.ram.bytes()).order(ByteOrder.LITTLE_ENDIAN).putInt(0, ADD_7);
        Board cold = new Board("addi a0,a0,1", "jal zero,.-4");
        cold.ram.write(Board.BASE, warm.ram.bytes(), 0, warm.ram.size());
        cold.hart.restore(warm.hart.save());
        warm.run(2);
        cold.run(2);
        assertEquals(11, warm.get("a0"));
        assertEquals(17, cold.get("a0"));
    }

    @Test
    void programThatChangesItsNextInstructionExecutesTheNewOne() {
        for (boolean fence : new boolean[] {false, true}) {
            Board board =
                    new Board("sw a1,8(a2)", fence ? "fence.i" : "addi zero,zero,0", "addi a0,a0,1", "jal zero,.-12");
            board.set("a1", Assembler.word("addi a0,a0,1"));
            board.set("a2", Board.BASE);
            board.run(8);
            assertEquals(2, board.get("a0"));
            board.set("a1", ADD_7);
            board.run(4);
            assertEquals(9, board.get("a0"));
        }
    }

    @Test
    void pageStoredToOftenIsExecutedCorrectlyAllTheSame() {
        Board board = new Board(
                "addi a1,a1,1", "sd a1,1024(a2)", "bne a1,a3,.-8", "sw a4,0(a2)", "addi a1,zero,0", "jal zero,.-20");
        board.set("a2", Board.BASE);
        board.set("a3", 2000);
        board.set("a4", Assembler.word("addi a1,a1,2"));
        board.run(3 * 2000 + 3 + 3 * 1000);
        assertEquals(2000, board.get("a1"));
        assertEquals(2000, board.ram.load64(Board.BASE + 1024));
        assertEquals(Board.BASE + 12, board.hart.pc());
    }
}
