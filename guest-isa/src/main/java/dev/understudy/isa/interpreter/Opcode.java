package dev.understudy.isa.interpreter;

import dev.understudy.isa.instruction.Decoder;
import dev.understudy.isa.instruction.Format;
import dev.understudy.isa.instruction.Instruction;

/**
 * A pre-decoded instruction in one long.
 *
 * <pre>
 * 63           32 31   28 27   26 25  20 19  14 13  8 7      0
 * | immediate    | zero  | length | rs2  | rs1  | rd  | opcode |
 * </pre>
 *
 * The length is in halfwords. An rd of x0 is slot 32, so that x0 stays 0. Opcodes are the table's ordinals from {@link
 * #FIRST} on (a test compares them): a switch over constants costs a table jump, one over the enum three loads more.
 */
final class Opcode {
    /** An entry that was never decoded, or whose code was overwritten. */
    static final int UNDECODED = 0;
    /** The entry after a page's last: no instruction. */
    static final int PAGE_END = 1;
    /** 32 bits, of which the upper half is in the next page: fetched anew each time. */
    static final int CROSSING = 2;

    static final int ILLEGAL = 3;
    static final int FIRST = 4;

    static final int LUI = 4;
    static final int AUIPC = 5;
    static final int JAL = 6;
    static final int JALR = 7;
    static final int BEQ = 8;
    static final int BNE = 9;
    static final int BLT = 10;
    static final int BGE = 11;
    static final int BLTU = 12;
    static final int BGEU = 13;
    static final int LB = 14;
    static final int LH = 15;
    static final int LW = 16;
    static final int LD = 17;
    static final int LBU = 18;
    static final int LHU = 19;
    static final int LWU = 20;
    static final int SB = 21;
    static final int SH = 22;
    static final int SW = 23;
    static final int SD = 24;
    static final int ADDI = 25;
    static final int SLTI = 26;
    static final int SLTIU = 27;
    static final int XORI = 28;
    static final int ORI = 29;
    static final int ANDI = 30;
    static final int SLLI = 31;
    static final int SRLI = 32;
    static final int SRAI = 33;
    static final int ADD = 34;
    static final int SUB = 35;
    static final int SLL = 36;
    static final int SLT = 37;
    static final int SLTU = 38;
    static final int XOR = 39;
    static final int SRL = 40;
    static final int SRA = 41;
    static final int OR = 42;
    static final int AND = 43;
    static final int ADDIW = 44;
    static final int SLLIW = 45;
    static final int SRLIW = 46;
    static final int SRAIW = 47;
    static final int ADDW = 48;
    static final int SUBW = 49;
    static final int SLLW = 50;
    static final int SRLW = 51;
    static final int SRAW = 52;
    static final int FENCE = 53;
    static final int FENCE_I = 54;
    static final int ECALL = 55;
    static final int EBREAK = 56;
    static final int MUL = 57;
    static final int MULH = 58;
    static final int MULHSU = 59;
    static final int MULHU = 60;
    static final int DIV = 61;
    static final int DIVU = 62;
    static final int REM = 63;
    static final int REMU = 64;
    static final int MULW = 65;
    static final int DIVW = 66;
    static final int DIVUW = 67;
    static final int REMW = 68;
    static final int REMUW = 69;
    static final int LR_W = 70;
    static final int SC_W = 71;
    static final int AMOSWAP_W = 72;
    static final int AMOADD_W = 73;
    static final int AMOXOR_W = 74;
    static final int AMOAND_W = 75;
    static final int AMOOR_W = 76;
    static final int AMOMIN_W = 77;
    static final int AMOMAX_W = 78;
    static final int AMOMINU_W = 79;
    static final int AMOMAXU_W = 80;
    static final int LR_D = 81;
    static final int SC_D = 82;
    static final int AMOSWAP_D = 83;
    static final int AMOADD_D = 84;
    static final int AMOXOR_D = 85;
    static final int AMOAND_D = 86;
    static final int AMOOR_D = 87;
    static final int AMOMIN_D = 88;
    static final int AMOMAX_D = 89;
    static final int AMOMINU_D = 90;
    static final int AMOMAXU_D = 91;
    static final int CSRRW = 92;
    static final int CSRRS = 93;
    static final int CSRRC = 94;
    static final int CSRRWI = 95;
    static final int CSRRSI = 96;
    static final int CSRRCI = 97;
    static final int SRET = 98;
    static final int MRET = 99;
    static final int WFI = 100;
    static final int SFENCE_VMA = 101;
    private static final int LENGTH_SHIFT = 26;
    private static final int X0_SINK = 32;

    private Opcode() {}

    /** Decodes a 32-bit word, the instruction itself or what its 16 bits stand for. */
    static long pack(int word, int halfwords) {
        long length = (long) halfwords << LENGTH_SHIFT;
        Instruction instruction = Decoder.decode(word);
        if (instruction == null) {
            return ILLEGAL | length;
        }
        Format format = instruction.format();
        // CSRRWI and its kin keep their 5-bit value in the place of rs1; nothing reads a register through it.
        int rd = format.rd(word) == 0 ? X0_SINK : format.rd(word);
        return FIRST + instruction.ordinal()
                | (long) rd << 8
                | (long) format.rs1(word) << 14
                | (long) format.rs2(word) << 20
                | length
                | (long) format.immediate(word) << 32;
    }

    static int opcode(long packed) {
        return (int) packed & 0xff;
    }

    static int rd(long packed) {
        return (int) (packed >> 8) & 63;
    }

    static int rs1(long packed) {
        return (int) (packed >> 14) & 63;
    }

    static int rs2(long packed) {
        return (int) (packed >> 20) & 63;
    }

    static int halfwords(long packed) {
        return (int) (packed >> LENGTH_SHIFT) & 3;
    }

    static long immediate(long packed) {
        return packed >> 32;
    }

    static boolean writesX0(long packed) {
        return rd(packed) == X0_SINK;
    }
}
