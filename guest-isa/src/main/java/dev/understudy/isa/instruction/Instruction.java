package dev.understudy.isa.instruction;

import dev.understudy.isa.semantics.AtomicOps;
import dev.understudy.isa.semantics.ConversionOps;
import dev.understudy.isa.semantics.DoubleOps;
import dev.understudy.isa.semantics.FloatOps;
import dev.understudy.isa.semantics.IntegerOps;
import dev.understudy.isa.semantics.MultiplyOps;
import java.util.Locale;

/**
 * All instructions, one row each as in the ISA manual's listings: the bits from 31 down to 0 (a dot is an operand's), the
 * format of the operands, and the method that defines what it computes. Rows without a method move control, access memory
 * or touch system state: that is the engines' own.
 */
public enum Instruction {
    // RV64I, Zifencei
    LUI(".................... ..... 0110111", Format.U),
    AUIPC(".................... ..... 0010111", Format.U),
    JAL(".................... ..... 1101111", Format.J),
    JALR("............ ..... 000 ..... 1100111", Format.JUMP),
    BEQ("....... ..... ..... 000 ..... 1100011", Format.B, Owner.INTEGER, "beq"),
    BNE("....... ..... ..... 001 ..... 1100011", Format.B, Owner.INTEGER, "bne"),
    BLT("....... ..... ..... 100 ..... 1100011", Format.B, Owner.INTEGER, "blt"),
    BGE("....... ..... ..... 101 ..... 1100011", Format.B, Owner.INTEGER, "bge"),
    BLTU("....... ..... ..... 110 ..... 1100011", Format.B, Owner.INTEGER, "bltu"),
    BGEU("....... ..... ..... 111 ..... 1100011", Format.B, Owner.INTEGER, "bgeu"),
    LB("............ ..... 000 ..... 0000011", Format.LOAD),
    LH("............ ..... 001 ..... 0000011", Format.LOAD),
    LW("............ ..... 010 ..... 0000011", Format.LOAD),
    LD("............ ..... 011 ..... 0000011", Format.LOAD),
    LBU("............ ..... 100 ..... 0000011", Format.LOAD),
    LHU("............ ..... 101 ..... 0000011", Format.LOAD),
    LWU("............ ..... 110 ..... 0000011", Format.LOAD),
    SB("....... ..... ..... 000 ..... 0100011", Format.S),
    SH("....... ..... ..... 001 ..... 0100011", Format.S),
    SW("....... ..... ..... 010 ..... 0100011", Format.S),
    SD("....... ..... ..... 011 ..... 0100011", Format.S),
    ADDI("............ ..... 000 ..... 0010011", Format.I, Owner.INTEGER, "add"),
    SLTI("............ ..... 010 ..... 0010011", Format.I, Owner.INTEGER, "slt"),
    SLTIU("............ ..... 011 ..... 0010011", Format.I, Owner.INTEGER, "sltu"),
    XORI("............ ..... 100 ..... 0010011", Format.I, Owner.INTEGER, "xor"),
    ORI("............ ..... 110 ..... 0010011", Format.I, Owner.INTEGER, "or"),
    ANDI("............ ..... 111 ..... 0010011", Format.I, Owner.INTEGER, "and"),
    SLLI("000000 ...... ..... 001 ..... 0010011", Format.SHIFT, Owner.INTEGER, "sll"),
    SRLI("000000 ...... ..... 101 ..... 0010011", Format.SHIFT, Owner.INTEGER, "srl"),
    SRAI("010000 ...... ..... 101 ..... 0010011", Format.SHIFT, Owner.INTEGER, "sra"),
    ADD("0000000 ..... ..... 000 ..... 0110011", Format.R, Owner.INTEGER, "add"),
    SUB("0100000 ..... ..... 000 ..... 0110011", Format.R, Owner.INTEGER, "sub"),
    SLL("0000000 ..... ..... 001 ..... 0110011", Format.R, Owner.INTEGER, "sll"),
    SLT("0000000 ..... ..... 010 ..... 0110011", Format.R, Owner.INTEGER, "slt"),
    SLTU("0000000 ..... ..... 011 ..... 0110011", Format.R, Owner.INTEGER, "sltu"),
    XOR("0000000 ..... ..... 100 ..... 0110011", Format.R, Owner.INTEGER, "xor"),
    SRL("0000000 ..... ..... 101 ..... 0110011", Format.R, Owner.INTEGER, "srl"),
    SRA("0100000 ..... ..... 101 ..... 0110011", Format.R, Owner.INTEGER, "sra"),
    OR("0000000 ..... ..... 110 ..... 0110011", Format.R, Owner.INTEGER, "or"),
    AND("0000000 ..... ..... 111 ..... 0110011", Format.R, Owner.INTEGER, "and"),
    ADDIW("............ ..... 000 ..... 0011011", Format.I, Owner.INTEGER, "addw"),
    SLLIW("0000000 ..... ..... 001 ..... 0011011", Format.SHIFT_WORD, Owner.INTEGER, "sllw"),
    SRLIW("0000000 ..... ..... 101 ..... 0011011", Format.SHIFT_WORD, Owner.INTEGER, "srlw"),
    SRAIW("0100000 ..... ..... 101 ..... 0011011", Format.SHIFT_WORD, Owner.INTEGER, "sraw"),
    ADDW("0000000 ..... ..... 000 ..... 0111011", Format.R, Owner.INTEGER, "addw"),
    SUBW("0100000 ..... ..... 000 ..... 0111011", Format.R, Owner.INTEGER, "subw"),
    SLLW("0000000 ..... ..... 001 ..... 0111011", Format.R, Owner.INTEGER, "sllw"),
    SRLW("0000000 ..... ..... 101 ..... 0111011", Format.R, Owner.INTEGER, "srlw"),
    SRAW("0100000 ..... ..... 101 ..... 0111011", Format.R, Owner.INTEGER, "sraw"),
    FENCE("............ ..... 000 ..... 0001111", Format.FENCE),
    FENCE_I("............ ..... 001 ..... 0001111", Format.FENCE),
    ECALL("000000000000 00000 000 00000 1110011", Format.NONE),
    EBREAK("000000000001 00000 000 00000 1110011", Format.NONE),

    // RV64M
    MUL("0000001 ..... ..... 000 ..... 0110011", Format.R, Owner.MULTIPLY, "mul"),
    MULH("0000001 ..... ..... 001 ..... 0110011", Format.R, Owner.MULTIPLY, "mulh"),
    MULHSU("0000001 ..... ..... 010 ..... 0110011", Format.R, Owner.MULTIPLY, "mulhsu"),
    MULHU("0000001 ..... ..... 011 ..... 0110011", Format.R, Owner.MULTIPLY, "mulhu"),
    DIV("0000001 ..... ..... 100 ..... 0110011", Format.R, Owner.MULTIPLY, "div"),
    DIVU("0000001 ..... ..... 101 ..... 0110011", Format.R, Owner.MULTIPLY, "divu"),
    REM("0000001 ..... ..... 110 ..... 0110011", Format.R, Owner.MULTIPLY, "rem"),
    REMU("0000001 ..... ..... 111 ..... 0110011", Format.R, Owner.MULTIPLY, "remu"),
    MULW("0000001 ..... ..... 000 ..... 0111011", Format.R, Owner.MULTIPLY, "mulw"),
    DIVW("0000001 ..... ..... 100 ..... 0111011", Format.R, Owner.MULTIPLY, "divw"),
    DIVUW("0000001 ..... ..... 101 ..... 0111011", Format.R, Owner.MULTIPLY, "divuw"),
    REMW("0000001 ..... ..... 110 ..... 0111011", Format.R, Owner.MULTIPLY, "remw"),
    REMUW("0000001 ..... ..... 111 ..... 0111011", Format.R, Owner.MULTIPLY, "remuw"),

    // RV64A
    LR_W("00010 .. 00000 ..... 010 ..... 0101111", Format.LR),
    SC_W("00011 .. ..... ..... 010 ..... 0101111", Format.AMO),
    AMOSWAP_W("00001 .. ..... ..... 010 ..... 0101111", Format.AMO, Owner.ATOMIC, "amoswap"),
    AMOADD_W("00000 .. ..... ..... 010 ..... 0101111", Format.AMO, Owner.ATOMIC, "amoadd"),
    AMOXOR_W("00100 .. ..... ..... 010 ..... 0101111", Format.AMO, Owner.ATOMIC, "amoxor"),
    AMOAND_W("01100 .. ..... ..... 010 ..... 0101111", Format.AMO, Owner.ATOMIC, "amoand"),
    AMOOR_W("01000 .. ..... ..... 010 ..... 0101111", Format.AMO, Owner.ATOMIC, "amoor"),
    AMOMIN_W("10000 .. ..... ..... 010 ..... 0101111", Format.AMO, Owner.ATOMIC, "amomin"),
    AMOMAX_W("10100 .. ..... ..... 010 ..... 0101111", Format.AMO, Owner.ATOMIC, "amomax"),
    AMOMINU_W("11000 .. ..... ..... 010 ..... 0101111", Format.AMO, Owner.ATOMIC, "amominu"),
    AMOMAXU_W("11100 .. ..... ..... 010 ..... 0101111", Format.AMO, Owner.ATOMIC, "amomaxu"),
    LR_D("00010 .. 00000 ..... 011 ..... 0101111", Format.LR),
    SC_D("00011 .. ..... ..... 011 ..... 0101111", Format.AMO),
    AMOSWAP_D("00001 .. ..... ..... 011 ..... 0101111", Format.AMO, Owner.ATOMIC, "amoswap"),
    AMOADD_D("00000 .. ..... ..... 011 ..... 0101111", Format.AMO, Owner.ATOMIC, "amoadd"),
    AMOXOR_D("00100 .. ..... ..... 011 ..... 0101111", Format.AMO, Owner.ATOMIC, "amoxor"),
    AMOAND_D("01100 .. ..... ..... 011 ..... 0101111", Format.AMO, Owner.ATOMIC, "amoand"),
    AMOOR_D("01000 .. ..... ..... 011 ..... 0101111", Format.AMO, Owner.ATOMIC, "amoor"),
    AMOMIN_D("10000 .. ..... ..... 011 ..... 0101111", Format.AMO, Owner.ATOMIC, "amomin"),
    AMOMAX_D("10100 .. ..... ..... 011 ..... 0101111", Format.AMO, Owner.ATOMIC, "amomax"),
    AMOMINU_D("11000 .. ..... ..... 011 ..... 0101111", Format.AMO, Owner.ATOMIC, "amominu"),
    AMOMAXU_D("11100 .. ..... ..... 011 ..... 0101111", Format.AMO, Owner.ATOMIC, "amomaxu"),

    // Zicsr
    CSRRW("............ ..... 001 ..... 1110011", Format.CSR),
    CSRRS("............ ..... 010 ..... 1110011", Format.CSR),
    CSRRC("............ ..... 011 ..... 1110011", Format.CSR),
    CSRRWI("............ ..... 101 ..... 1110011", Format.CSR_IMMEDIATE),
    CSRRSI("............ ..... 110 ..... 1110011", Format.CSR_IMMEDIATE),
    CSRRCI("............ ..... 111 ..... 1110011", Format.CSR_IMMEDIATE),

    // Privileged
    SRET("000100000010 00000 000 00000 1110011", Format.NONE),
    MRET("001100000010 00000 000 00000 1110011", Format.NONE),
    WFI("000100000101 00000 000 00000 1110011", Format.NONE),
    SFENCE_VMA("0001001 ..... ..... 000 00000 1110011", Format.PAIR),

    // RV64F
    FLW("............ ..... 010 ..... 0000111", Format.FLOAT_LOAD),
    FSW("....... ..... ..... 010 ..... 0100111", Format.FLOAT_STORE),
    FMADD_S("..... 00 ..... ..... ... ..... 1000011", Format.R4, Owner.FLOAT, "fmadd"),
    FMSUB_S("..... 00 ..... ..... ... ..... 1000111", Format.R4, Owner.FLOAT, "fmsub"),
    FNMSUB_S("..... 00 ..... ..... ... ..... 1001011", Format.R4, Owner.FLOAT, "fnmsub"),
    FNMADD_S("..... 00 ..... ..... ... ..... 1001111", Format.R4, Owner.FLOAT, "fnmadd"),
    FADD_S("0000000 ..... ..... ... ..... 1010011", Format.FLOAT_R, Owner.FLOAT, "fadd"),
    FSUB_S("0000100 ..... ..... ... ..... 1010011", Format.FLOAT_R, Owner.FLOAT, "fsub"),
    FMUL_S("0001000 ..... ..... ... ..... 1010011", Format.FLOAT_R, Owner.FLOAT, "fmul"),
    FDIV_S("0001100 ..... ..... ... ..... 1010011", Format.FLOAT_R, Owner.FLOAT, "fdiv"),
    FSQRT_S("0101100 00000 ..... ... ..... 1010011", Format.FLOAT_UNARY, Owner.FLOAT, "fsqrt"),
    FSGNJ_S("0010000 ..... ..... 000 ..... 1010011", Format.FLOAT_R_EXACT, Owner.FLOAT, "fsgnj"),
    FSGNJN_S("0010000 ..... ..... 001 ..... 1010011", Format.FLOAT_R_EXACT, Owner.FLOAT, "fsgnjn"),
    FSGNJX_S("0010000 ..... ..... 010 ..... 1010011", Format.FLOAT_R_EXACT, Owner.FLOAT, "fsgnjx"),
    FMIN_S("0010100 ..... ..... 000 ..... 1010011", Format.FLOAT_R_EXACT, Owner.FLOAT, "fmin"),
    FMAX_S("0010100 ..... ..... 001 ..... 1010011", Format.FLOAT_R_EXACT, Owner.FLOAT, "fmax"),
    FEQ_S("1010000 ..... ..... 010 ..... 1010011", Format.FLOAT_COMPARE, Owner.FLOAT, "feq"),
    FLT_S("1010000 ..... ..... 001 ..... 1010011", Format.FLOAT_COMPARE, Owner.FLOAT, "flt"),
    FLE_S("1010000 ..... ..... 000 ..... 1010011", Format.FLOAT_COMPARE, Owner.FLOAT, "fle"),
    FCLASS_S("1110000 00000 ..... 001 ..... 1010011", Format.FROM_FLOAT, Owner.FLOAT, "fclass"),
    FCVT_W_S("1100000 00000 ..... ... ..... 1010011", Format.FLOAT_TO_INTEGER, Owner.CONVERSION, "fcvtWS"),
    FCVT_WU_S("1100000 00001 ..... ... ..... 1010011", Format.FLOAT_TO_INTEGER, Owner.CONVERSION, "fcvtWuS"),
    FCVT_L_S("1100000 00010 ..... ... ..... 1010011", Format.FLOAT_TO_INTEGER, Owner.CONVERSION, "fcvtLS"),
    FCVT_LU_S("1100000 00011 ..... ... ..... 1010011", Format.FLOAT_TO_INTEGER, Owner.CONVERSION, "fcvtLuS"),
    FCVT_S_W("1101000 00000 ..... ... ..... 1010011", Format.INTEGER_TO_FLOAT, Owner.CONVERSION, "fcvtSW"),
    FCVT_S_WU("1101000 00001 ..... ... ..... 1010011", Format.INTEGER_TO_FLOAT, Owner.CONVERSION, "fcvtSWu"),
    FCVT_S_L("1101000 00010 ..... ... ..... 1010011", Format.INTEGER_TO_FLOAT, Owner.CONVERSION, "fcvtSL"),
    FCVT_S_LU("1101000 00011 ..... ... ..... 1010011", Format.INTEGER_TO_FLOAT, Owner.CONVERSION, "fcvtSLu"),
    FMV_X_W("1110000 00000 ..... 000 ..... 1010011", Format.FROM_FLOAT, Owner.CONVERSION, "fmvXW"),
    FMV_W_X("1111000 00000 ..... 000 ..... 1010011", Format.TO_FLOAT, Owner.CONVERSION, "fmvWX"),

    // RV64D
    FLD("............ ..... 011 ..... 0000111", Format.FLOAT_LOAD),
    FSD("....... ..... ..... 011 ..... 0100111", Format.FLOAT_STORE),
    FMADD_D("..... 01 ..... ..... ... ..... 1000011", Format.R4, Owner.DOUBLE, "fmadd"),
    FMSUB_D("..... 01 ..... ..... ... ..... 1000111", Format.R4, Owner.DOUBLE, "fmsub"),
    FNMSUB_D("..... 01 ..... ..... ... ..... 1001011", Format.R4, Owner.DOUBLE, "fnmsub"),
    FNMADD_D("..... 01 ..... ..... ... ..... 1001111", Format.R4, Owner.DOUBLE, "fnmadd"),
    FADD_D("0000001 ..... ..... ... ..... 1010011", Format.FLOAT_R, Owner.DOUBLE, "fadd"),
    FSUB_D("0000101 ..... ..... ... ..... 1010011", Format.FLOAT_R, Owner.DOUBLE, "fsub"),
    FMUL_D("0001001 ..... ..... ... ..... 1010011", Format.FLOAT_R, Owner.DOUBLE, "fmul"),
    FDIV_D("0001101 ..... ..... ... ..... 1010011", Format.FLOAT_R, Owner.DOUBLE, "fdiv"),
    FSQRT_D("0101101 00000 ..... ... ..... 1010011", Format.FLOAT_UNARY, Owner.DOUBLE, "fsqrt"),
    FSGNJ_D("0010001 ..... ..... 000 ..... 1010011", Format.FLOAT_R_EXACT, Owner.DOUBLE, "fsgnj"),
    FSGNJN_D("0010001 ..... ..... 001 ..... 1010011", Format.FLOAT_R_EXACT, Owner.DOUBLE, "fsgnjn"),
    FSGNJX_D("0010001 ..... ..... 010 ..... 1010011", Format.FLOAT_R_EXACT, Owner.DOUBLE, "fsgnjx"),
    FMIN_D("0010101 ..... ..... 000 ..... 1010011", Format.FLOAT_R_EXACT, Owner.DOUBLE, "fmin"),
    FMAX_D("0010101 ..... ..... 001 ..... 1010011", Format.FLOAT_R_EXACT, Owner.DOUBLE, "fmax"),
    FCVT_S_D("0100000 00001 ..... ... ..... 1010011", Format.FLOAT_UNARY, Owner.CONVERSION, "fcvtSD"),
    FCVT_D_S("0100001 00000 ..... ... ..... 1010011", Format.FLOAT_UNARY, Owner.CONVERSION, "fcvtDS"),
    FEQ_D("1010001 ..... ..... 010 ..... 1010011", Format.FLOAT_COMPARE, Owner.DOUBLE, "feq"),
    FLT_D("1010001 ..... ..... 001 ..... 1010011", Format.FLOAT_COMPARE, Owner.DOUBLE, "flt"),
    FLE_D("1010001 ..... ..... 000 ..... 1010011", Format.FLOAT_COMPARE, Owner.DOUBLE, "fle"),
    FCLASS_D("1110001 00000 ..... 001 ..... 1010011", Format.FROM_FLOAT, Owner.DOUBLE, "fclass"),
    FCVT_W_D("1100001 00000 ..... ... ..... 1010011", Format.FLOAT_TO_INTEGER, Owner.CONVERSION, "fcvtWD"),
    FCVT_WU_D("1100001 00001 ..... ... ..... 1010011", Format.FLOAT_TO_INTEGER, Owner.CONVERSION, "fcvtWuD"),
    FCVT_L_D("1100001 00010 ..... ... ..... 1010011", Format.FLOAT_TO_INTEGER, Owner.CONVERSION, "fcvtLD"),
    FCVT_LU_D("1100001 00011 ..... ... ..... 1010011", Format.FLOAT_TO_INTEGER, Owner.CONVERSION, "fcvtLuD"),
    FCVT_D_W("1101001 00000 ..... ... ..... 1010011", Format.INTEGER_TO_FLOAT, Owner.CONVERSION, "fcvtDW"),
    FCVT_D_WU("1101001 00001 ..... ... ..... 1010011", Format.INTEGER_TO_FLOAT, Owner.CONVERSION, "fcvtDWu"),
    FCVT_D_L("1101001 00010 ..... ... ..... 1010011", Format.INTEGER_TO_FLOAT, Owner.CONVERSION, "fcvtDL"),
    FCVT_D_LU("1101001 00011 ..... ... ..... 1010011", Format.INTEGER_TO_FLOAT, Owner.CONVERSION, "fcvtDLu"),
    FMV_X_D("1110001 00000 ..... 000 ..... 1010011", Format.FROM_FLOAT, Owner.CONVERSION, "fmvXD"),
    FMV_D_X("1111001 00000 ..... 000 ..... 1010011", Format.TO_FLOAT, Owner.CONVERSION, "fmvDX");

    /** The class whose static methods define what instructions compute. */
    public enum Owner {
        INTEGER(IntegerOps.class),
        MULTIPLY(MultiplyOps.class),
        ATOMIC(AtomicOps.class),
        FLOAT(FloatOps.class),
        DOUBLE(DoubleOps.class),
        CONVERSION(ConversionOps.class),
        ENGINE(null);

        private final Class<?> type;

        Owner(Class<?> type) {
            this.type = type;
        }

        /** Null for {@link #ENGINE}. */
        public Class<?> type() {
            return type;
        }
    }

    private final int mask;
    private final int match;
    private final Format format;
    private final Owner owner;
    private final String method;

    Instruction(String pattern, Format format) {
        this(pattern, format, Owner.ENGINE, null);
    }

    Instruction(String pattern, Format format, Owner owner, String method) {
        BitPattern bits = BitPattern.parse(pattern, 32);
        this.mask = bits.mask();
        this.match = bits.match();
        this.format = format;
        this.owner = owner;
        this.method = method;
    }

    /** True if the 32-bit word is this instruction. */
    public boolean matches(int word) {
        return (word & mask) == match;
    }

    /** True if a word that has these bits within {@code known} can be this instruction. */
    boolean mayMatch(int word, int known) {
        return (word & mask & known) == (match & known);
    }

    /** Ones where {@link #match} counts. */
    int fixedBits() {
        return mask;
    }

    /** The bits that are not operands, operands zero. */
    public int match() {
        return match;
    }

    /** Where the operands are. */
    public Format format() {
        return format;
    }

    /** Who defines what it computes. */
    public Owner owner() {
        return owner;
    }

    /**
     * Name of the static method of {@link #owner}, null for {@link Owner#ENGINE}. It takes two longs; in floating point
     * one for each source register and then, as far as it depends on them, the rounding mode (an int) and fcsr.
     */
    public String method() {
        return method;
    }

    /** As assemblers write it: {@code amoadd.w}. */
    public String mnemonic() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
