package dev.understudy.isa.agreement;

import dev.understudy.isa.Board;
import dev.understudy.isa.mmu.RandomPaging;
import java.util.function.LongFunction;

/** Kinds of random programs. Each is a trap for an engine that remembers what it should not. */
public enum RandomProgram {
    /** All instructions, traps, code that overwrites itself with and without fence.i. */
    CODE(RandomCode::board, 3000, 97),
    /** Page tables changed with and without sfence.vma, accesses that cross pages and are misaligned. */
    PAGE_TABLES(RandomPaging::board, 4000, 97),
    /** Pages of code mapped elsewhere and back, one page of code at several places, instructions that cross two pages. */
    REMAPPED_CODE(RandomRemapping::board, 4000, 16);

    private final LongFunction<Board> board;
    private final int instructions;
    private final int toggle;

    RandomProgram(LongFunction<Board> board, int instructions, int toggle) {
        this.board = board;
        this.instructions = instructions;
        this.toggle = toggle;
    }

    /** Before its first instruction. */
    public Board board(long seed) {
        return board.apply(seed);
    }

    /** How many instructions are lived. */
    public int instructions() {
        return instructions;
    }

    /** Interrupt wires change whenever the count is a multiple: one of them is up in every third period. */
    int toggle() {
        return toggle;
    }
}
