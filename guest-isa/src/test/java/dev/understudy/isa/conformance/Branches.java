package dev.understudy.isa.conformance;

import dev.understudy.isa.instruction.CompressedForm;
import dev.understudy.isa.instruction.Decoder;
import dev.understudy.isa.instruction.Disassembler;
import dev.understudy.isa.instruction.Instruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The jumps and branches of one stretch of code: each gets a place behind itself in the same stretch as its target, so that
 * no random program runs for ever.
 */
final class Branches {
    /** What a compressed branch reaches. */
    private static final int REACH = 254;

    /** The 16 bits of each compressed jump or branch, by what they stand for. */
    private static final Map<Integer, Integer> COMPRESSED = new HashMap<>();

    static {
        for (int half = 0; half < 1 << 16; half++) {
            int word = Decoder.isCompressed(half) ? CompressedForm.expand(half) : 0;
            if (word != 0 && (Kind.of(word) == Kind.BRANCH || Kind.of(word) == Kind.JUMP)) {
                COMPRESSED.put(word, half);
            }
        }
    }

    private final Code code;
    private final RandomGenerator random;
    private final List<Integer> places = new ArrayList<>();
    private final List<Open> open = new ArrayList<>();

    /** One whose target is not yet known. {@code from} is where its offset counts from. */
    private record Open(int from, int at, int end, boolean compressed, Instruction instruction, int operands) {}

    Branches(Code code, RandomGenerator random) {
        this.code = code;
        this.random = random;
    }

    /** The next instruction may be jumped to. */
    void place() {
        places.add(code.size());
    }

    /** A branch or JAL with these registers. */
    void add(Instruction instruction, int rd, int rs1, int rs2) {
        int at = code.size();
        code.word(0);
        open.add(new Open(at, at, at + 4, false, instruction, operands(instruction, rd, rs1, rs2)));
    }

    /** The same as these 16 bits, but for the offset. */
    void addCompressed(int half) {
        int at = code.size();
        code.half(0);
        int word = CompressedForm.expand(half);
        Instruction instruction = Decoder.decode(word);
        int operands = operands(
                instruction,
                instruction.format().rd(word),
                instruction.format().rs1(word),
                instruction.format().rs2(word));
        open.add(new Open(at, at, at + 2, true, instruction, operands));
    }

    /** AUIPC and JALR. */
    void addRegisterJump(int rd, int base) {
        int at = code.size();
        code.text("auipc " + Disassembler.register(base) + ",0");
        code.word(0);
        open.add(new Open(at, at + 4, at + 8, false, Instruction.JALR, operands(Instruction.JALR, rd, base, 0)));
    }

    private static int operands(Instruction instruction, int rd, int rs1, int rs2) {
        return instruction.format().encode(instruction.match(), rd, rs1, rs2, 0);
    }

    /** The stretch ends here: all find their targets. */
    void close() {
        place();
        open.forEach(this::resolve);
        open.clear();
    }

    private void resolve(Open branch) {
        List<Integer> reachable = places.stream()
                .filter(place -> place >= branch.end && place <= branch.at + REACH)
                .toList();
        int offset = reachable.get(random.nextInt(reachable.size())) - branch.from;
        int word = branch.instruction.format().encode(branch.operands, 0, 0, 0, offset);
        if (branch.compressed) {
            code.patchHalf(branch.at, COMPRESSED.get(word));
        } else {
            // JALR clears bit 0 of the sum.
            code.patchWord(branch.at, branch.instruction == Instruction.JALR ? word | random.nextInt(2) << 20 : word);
        }
    }
}
