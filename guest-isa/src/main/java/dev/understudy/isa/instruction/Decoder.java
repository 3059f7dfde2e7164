package dev.understudy.isa.instruction;

import java.util.ArrayList;
import java.util.List;

/** Finds the instruction of a word. Rows are sorted by opcode and funct3 once, so that few are tried. */
public final class Decoder {
    private static final Instruction[][] ROWS = sortedRows();

    private Decoder() {}

    /** The instruction of a 32-bit word, null if no row of the table has it: it is illegal. */
    public static Instruction decode(int word) {
        for (Instruction row : ROWS[key(word)]) {
            if (row.matches(word)) {
                return row;
            }
        }
        return null;
    }

    /** True if the halfword at the instruction's address says that it is 16 bits long. */
    public static boolean isCompressed(int halfword) {
        return (halfword & 3) != 3;
    }

    /** Bits 6..0, which are opcode, and 14..12, which are funct3 or, in formats U and J, the immediate's. */
    private static int key(int word) {
        return (word & 0x7f) | (word >>> 12 & 7) << 7;
    }

    private static Instruction[][] sortedRows() {
        Instruction[][] rows = new Instruction[1 << 10][];
        for (int key = 0; key < rows.length; key++) {
            int word = (key & 0x7f) | key >>> 7 << 12;
            List<Instruction> candidates = new ArrayList<>();
            for (Instruction row : Instruction.values()) {
                if (row.mayMatch(word, 0x707f)) {
                    candidates.add(row);
                }
            }
            rows[key] = candidates.toArray(Instruction[]::new);
        }
        return rows;
    }
}
