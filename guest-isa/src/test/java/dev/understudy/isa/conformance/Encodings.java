package dev.understudy.isa.conformance;

import dev.understudy.isa.instruction.CompressedForm;
import dev.understudy.isa.instruction.Decoder;
import dev.understudy.isa.instruction.Instruction;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Random encodings of the instructions in the table, and of halfwords, sorted by what they need. */
final class Encodings {
    private static final Map<Kind, List<Instruction>> ROWS = new EnumMap<>(Kind.class);
    private static final Map<CompressedForm, int[]> HALFWORDS = new EnumMap<>(CompressedForm.class);
    private static final CompressedForm[] FORMS = CompressedForm.values();

    static {
        for (Kind kind : Kind.values()) {
            ROWS.put(kind, new ArrayList<>());
        }
        for (Instruction row : Instruction.values()) {
            ROWS.get(Kind.of(row)).add(row);
        }
        Map<CompressedForm, List<Integer>> sorted = new EnumMap<>(CompressedForm.class);
        for (int half = 0; half < 1 << 16; half++) {
            CompressedForm form = Decoder.isCompressed(half) ? CompressedForm.of(half) : null;
            if (form != null) {
                sorted.computeIfAbsent(form, f -> new ArrayList<>()).add(half);
            }
        }
        sorted.forEach((form, halves) ->
                HALFWORDS.put(form, halves.stream().mapToInt(half -> half).toArray()));
    }

    private Encodings() {}

    static List<Instruction> rows(Kind kind) {
        return ROWS.get(kind);
    }

    /** Any row of this kind with any operands. */
    static int any(Kind kind, RandomGenerator random) {
        List<Instruction> rows = ROWS.get(kind);
        return any(rows.get(random.nextInt(rows.size())), random);
    }

    /** The row with any operands. */
    static int any(Instruction row, RandomGenerator random) {
        int word = row.match();
        int noise = random.nextInt();
        for (int bit = 0; bit < 32; bit++) {
            int one = 1 << bit;
            if (row.matches(word ^ one)) {
                word ^= noise & one;
            }
        }
        return isFloat(row) && row.matches(word ^ 1 << 12) ? withLegalRounding(word, random) : word;
    }

    private static boolean isFloat(Instruction row) {
        int opcode = row.match() & 0x7f;
        return opcode >= 0x43 && opcode <= 0x53;
    }

    /** Few of the reserved modes, which only trap. */
    private static int withLegalRounding(int word, RandomGenerator random) {
        int mode = random.nextInt(32) == 0 ? random.nextInt(8) : random.nextInt(6);
        return (word & ~(7 << 12)) | (mode == 5 ? 7 : mode) << 12;
    }

    /** Any compressed instruction. */
    static int anyHalfword(RandomGenerator random) {
        int[] halves = HALFWORDS.get(FORMS[random.nextInt(FORMS.length)]);
        return halves[random.nextInt(halves.length)];
    }

    /** A 32-bit word that is no instruction of the table. */
    static int anyIllegalWord(RandomGenerator random) {
        int word;
        do {
            word = random.nextBoolean() ? random.nextInt() | 3 : distorted(random);
        } while (Decoder.decode(word) != null);
        return word;
    }

    /** An instruction with one bit flipped. */
    private static int distorted(RandomGenerator random) {
        Instruction[] rows = Instruction.values();
        return any(rows[random.nextInt(rows.length)], random) ^ 4 << random.nextInt(30);
    }

    static int withRd(int word, int rd) {
        return (word & ~(31 << 7)) | rd << 7;
    }

    static int withRs1(int word, int rs1) {
        return (word & ~(31 << 15)) | rs1 << 15;
    }

    static int rd(int word) {
        return word >>> 7 & 31;
    }

    static int rs1(int word) {
        return word >>> 15 & 31;
    }

    static int rs2(int word) {
        return word >>> 20 & 31;
    }
}
