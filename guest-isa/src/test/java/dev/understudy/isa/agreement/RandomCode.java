package dev.understudy.isa.agreement;

import dev.understudy.isa.Board;
import dev.understudy.isa.instruction.Format;
import dev.understudy.isa.instruction.Instruction;
import java.util.Random;

/** A board with random instructions of all kinds: most trap, jump anywhere and overwrite themselves. */
final class RandomCode {
    /** Small, so that the program comes by many times and meets what it has overwritten. */
    private static final int CODE_SIZE = 0x400;

    private RandomCode() {}

    static Board board(long seed) {
        Random random = new Random(seed);
        Board board = new Board();
        Instruction[] rows = Instruction.values();
        for (long address = Board.BASE; address < Board.BASE + CODE_SIZE; address += 4) {
            Instruction row = rows[random.nextInt(rows.length)];
            int rd = random.nextInt(32);
            // x8 to x15 keep pointing at the code: they are what loads and stores go by.
            boolean memory = row.name().matches("F?L[BHWDR].*|F?S[BHWD]|SC_.|AMO.*");
            int rs1 = memory ? 8 + random.nextInt(8) : random.nextInt(32);
            int word = row.format()
                    .encode(row.match(), (rd & 24) == 8 ? rd & 7 : rd, rs1, random.nextInt(32), random.nextInt());
            if (row.format() == Format.B || row.format() == Format.J) {
                word = row.format().encode(row.match(), 1, rs1, random.nextInt(32), 2 + 2 * random.nextInt(20));
            }
            if (random.nextInt(16) == 0) {
                word = random.nextInt();
            }
            board.ram.store32(address, word);
        }
        for (int i = 0; i < 16; i++) {
            board.put(Board.BASE + CODE_SIZE + 4L * i, "jal zero,.-" + (CODE_SIZE + 4 * i));
        }
        for (int i = 1; i < 32; i++) {
            board.hart.setRegister(i, Board.BASE + 8L * random.nextInt(CODE_SIZE / 8));
        }
        // The handler goes on 6 bytes after the instruction that trapped, wrapped into the code.
        board.put(
                Board.BASE + 0x4000,
                "csrrw t6,mscratch,t6",
                "csrrs t6,mepc,zero",
                "addi t6,t6,6",
                "slli t6,t6,50",
                "srli t6,t6,50",
                "csrrw zero,mepc,t6",
                "auipc t6,0x0",
                "srli t6,t6,16",
                "slli t6,t6,16",
                "csrrs zero,mepc,t6",
                "csrrw t6,mscratch,t6",
                "mret");
        board.setWord("mtvec", Board.BASE + 0x4000);
        board.setWord("mie", 0xaaa);
        board.setWord("mstatus", 8 | 1 << 13);
        return board;
    }
}
