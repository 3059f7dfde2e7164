package dev.understudy.isa.interpreter;

import dev.understudy.isa.HartState;
import dev.understudy.isa.instruction.Decoder;
import dev.understudy.isa.instruction.Format;
import dev.understudy.isa.instruction.Instruction;

/**
 * A pre-decoded instruction in one long.
 *
 * <pre>
 * 63           32 31   29 28   27 26  21 20  15 14  8 7      0
 * | immediate    | zero  | length | rs2  | rs1  | rd  | opcode |
 * </pre>
 *
 * The length is in halfwords. Registers are places in {@link HartState#registers}, so those of floats are 32 more; an rd
 * of x0 is the sink, so that x0 stays 0. Opcodes are the table's ordinals from {@link
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
    /** Another engine goes on here; its immediate is that engine's own. */
    static final int MARK = 255;

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
    static final int FLW = 102;
    static final int FSW = 103;
    static final int FMADD_S = 104;
    static final int FMSUB_S = 105;
    static final int FNMSUB_S = 106;
    static final int FNMADD_S = 107;
    static final int FADD_S = 108;
    static final int FSUB_S = 109;
    static final int FMUL_S = 110;
    static final int FDIV_S = 111;
    static final int FSQRT_S = 112;
    static final int FSGNJ_S = 113;
    static final int FSGNJN_S = 114;
    static final int FSGNJX_S = 115;
    static final int FMIN_S = 116;
    static final int FMAX_S = 117;
    static final int FEQ_S = 118;
    static final int FLT_S = 119;
    static final int FLE_S = 120;
    static final int FCLASS_S = 121;
    static final int FCVT_W_S = 122;
    static final int FCVT_WU_S = 123;
    static final int FCVT_L_S = 124;
    static final int FCVT_LU_S = 125;
    static final int FCVT_S_W = 126;
    static final int FCVT_S_WU = 127;
    static final int FCVT_S_L = 128;
    static final int FCVT_S_LU = 129;
    static final int FMV_X_W = 130;
    static final int FMV_W_X = 131;
    static final int FLD = 132;
    static final int FSD = 133;
    static final int FMADD_D = 134;
    static final int FMSUB_D = 135;
    static final int FNMSUB_D = 136;
    static final int FNMADD_D = 137;
    static final int FADD_D = 138;
    static final int FSUB_D = 139;
    static final int FMUL_D = 140;
    static final int FDIV_D = 141;
    static final int FSQRT_D = 142;
    static final int FSGNJ_D = 143;
    static final int FSGNJN_D = 144;
    static final int FSGNJX_D = 145;
    static final int FMIN_D = 146;
    static final int FMAX_D = 147;
    static final int FCVT_S_D = 148;
    static final int FCVT_D_S = 149;
    static final int FEQ_D = 150;
    static final int FLT_D = 151;
    static final int FLE_D = 152;
    static final int FCLASS_D = 153;
    static final int FCVT_W_D = 154;
    static final int FCVT_WU_D = 155;
    static final int FCVT_L_D = 156;
    static final int FCVT_LU_D = 157;
    static final int FCVT_D_W = 158;
    static final int FCVT_D_WU = 159;
    static final int FCVT_D_L = 160;
    static final int FCVT_D_LU = 161;
    static final int FMV_X_D = 162;
    static final int FMV_D_X = 163;
    /** From here on, all is floating point. */
    static final int FIRST_FLOAT = FLW;

    private static final int LENGTH_SHIFT = 27;

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
        return FIRST + instruction.ordinal()
                | destination(format, word) << 8
                | place(format.rs1(word), format.floatRs1()) << 15
                | place(format.rs2(word), format.floatRs2()) << 21
                | length
                | (long) format.immediate(word) << 32;
    }

    private static long destination(Format format, int word) {
        long place = place(format.rd(word), format.floatRd());
        return place == 0 ? HartState.X0_SINK : place;
    }

    private static long place(int register, boolean ofFloats) {
        return ofFloats ? HartState.F0 + register : register;
    }

    static int opcode(long packed) {
        return (int) packed & 0xff;
    }

    static int rd(long packed) {
        return (int) (packed >> 8) & 127;
    }

    static int rs1(long packed) {
        return (int) (packed >> 15) & 63;
    }

    static int rs2(long packed) {
        return (int) (packed >> 21) & 63;
    }

    static int halfwords(long packed) {
        return (int) (packed >> LENGTH_SHIFT) & 3;
    }

    static long immediate(long packed) {
        return packed >> 32;
    }

    static boolean writesX0(long packed) {
        return rd(packed) == HartState.X0_SINK;
    }

    static boolean writesFloat(long packed) {
        return rd(packed) >= HartState.F0 && rd(packed) < HartState.X0_SINK;
    }

    /** Of an instruction with four operands: the place of rs3. */
    static int rs3(long packed) {
        return HartState.F0 + Format.rs3((int) immediate(packed));
    }

    /** Of floating point that computes: the rm field, 0 if there is none. */
    static int roundingMode(long packed) {
        return (int) (packed >> 32) & 7;
    }
}
