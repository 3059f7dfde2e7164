package dev.understudy.isa.instruction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.understudy.isa.Assembler;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecoderTest {
    private static final long SEED = 20_101;

    @ParameterizedTest
    @EnumSource(Instruction.class)
    void everyRowComesBackThroughTextAndDecoder(Instruction instruction) {
        Random random = new Random(SEED);
        Format format = instruction.format();
        for (int i = 0; i < 200; i++) {
            int word = format.encode(
                    instruction.match(), random.nextInt(32), random.nextInt(32), random.nextInt(32), random.nextInt());
            assertSame(instruction, Decoder.decode(word), () -> Integer.toHexString(word));
            int again = format.encode(
                    instruction.match(), format.rd(word), format.rs1(word), format.rs2(word), format.immediate(word));
            assertEquals(word, again, "operands come back");
            if (format != Format.FENCE) {
                assertEquals(word, Assembler.word(Disassembler.text(word)), () -> Disassembler.text(word));
            }
        }
    }

    @Test
    void noWordMatchesTwoRows() {
        Random random = new Random(SEED);
        for (Instruction row : Instruction.values()) {
            for (int i = 0; i < 200; i++) {
                int word = row.match() | (random.nextInt() & ~row.fixedBits());
                long matches = Arrays.stream(Instruction.values())
                        .filter(other -> other.matches(word))
                        .count();
                assertEquals(1, matches, () -> Integer.toHexString(word));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x00000000, all zeroes",
        "0x00004073, SYSTEM funct3 4",
        "0x1080202f, LR.W with rs2 = 8",
        "0x0000102f, AMO on halfwords",
        "0x04000033, OP with funct7 2",
        "0x04000053, FADD of halves",
        "0x06000053, FADD of quads",
        "0x00000007, FLH's neighbour of width 0",
        "0x00004027, FSQ",
        "0x04000043, FMADD of halves",
        "0x58100053, FSQRT with rs2 = 1",
        "0x20003053, FSGNJ funct3 3",
        "0x28002053, FMIN funct3 2",
        "0xa0003053, FEQ funct3 3",
        "0xc0400053, FCVT.W.S with rs2 = 4",
        "0x40000053, FCVT.S.S",
        "0xe0002053, FCLASS funct3 2",
        "0xe0100053, FMV.X.W with rs2 = 1",
        "0xffffffff, all ones",
        "0x000000f3, ecall with rd",
        "0x0000700f, MISC-MEM funct3 7",
        "0x0200505b, custom-2",
        "0x4000101b, SLLIW with funct7 of SRAIW",
        "0x0200101b, SLLIW by 32",
        "0x00003063, branch funct3 3",
        "0x00007003, load funct3 7",
        "0x00004023, store funct3 4",
    })
    void reservedWordsAreIllegal(String word, String why) {
        assertNull(Decoder.decode(Integer.parseUnsignedInt(word.substring(2), 16)), why);
    }
}
