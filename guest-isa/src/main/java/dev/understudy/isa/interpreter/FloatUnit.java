package dev.understudy.isa.interpreter;

import dev.understudy.isa.Hart;
import dev.understudy.isa.HartState;
import dev.understudy.isa.MemoryAccess;
import dev.understudy.isa.Trap;
import dev.understudy.isa.semantics.ConversionOps;
import dev.understudy.isa.semantics.DoubleOps;
import dev.understudy.isa.semantics.Fcsr;
import dev.understudy.isa.semantics.FloatOps;
import dev.understudy.isa.semantics.RoundingMode;

/** Executes floating-point instructions: from the loop those that need no check, from the slow path all. */
final class FloatUnit {
    private final HartState state;
    private final long[] x;
    private final Fcsr fcsr;
    private final MemoryAccess memory;

    FloatUnit(Hart hart) {
        this.state = hart.state();
        this.x = state.registers;
        this.fcsr = state.fcsr;
        this.memory = hart.memory();
    }

    /**
     * Executes an instruction that computes, if it can neither trap nor change mstatus.FS.
     *
     * @param ready {@link HartState#readyRoundingModes}
     * @return false if nothing was done
     */
    boolean tryCompute(long packed, int ready) {
        int mode = Opcode.roundingMode(packed);
        if ((ready >> mode & 1) == 0) {
            return false;
        }
        x[Opcode.rd(packed)] = compute(packed, fcsr.resolve(mode));
        return true;
    }

    /**
     * Executes any floating-point instruction. What writes a floating-point register or raises a new flag makes
     * mstatus.FS Dirty; what only reads leaves it (privileged ISA, section 3.1.6.6).
     *
     * @throws Trap before anything has changed
     */
    void execute(long packed) {
        if (state.floatsOff()) {
            throw memory.illegal();
        }
        int flags = fcsr.flags();
        long address = x[Opcode.rs1(packed)] + Opcode.immediate(packed);
        switch (Opcode.opcode(packed)) {
            case Opcode.FLW -> x[Opcode.rd(packed)] = FloatOps.box(memory.load(address, 4));
            case Opcode.FLD -> x[Opcode.rd(packed)] = memory.load(address, 8);
            case Opcode.FSW -> memory.store(address, 4, x[Opcode.rs2(packed)]);
            case Opcode.FSD -> memory.store(address, 8, x[Opcode.rs2(packed)]);
            default -> x[Opcode.rd(packed)] = compute(packed, validRoundingMode(packed));
        }
        if (Opcode.writesFloat(packed) || fcsr.flags() != flags) {
            state.floatsChanged();
        }
    }

    private int validRoundingMode(long packed) {
        int mode = fcsr.resolve(Opcode.roundingMode(packed));
        if (!RoundingMode.isValid(mode)) {
            throw memory.illegal();
        }
        return mode;
    }

    private long compute(long packed, int mode) {
        long a = x[Opcode.rs1(packed)];
        long b = x[Opcode.rs2(packed)];
        return switch (Opcode.opcode(packed)) {
            case Opcode.FMADD_S -> FloatOps.fmadd(a, b, x[Opcode.rs3(packed)], mode, fcsr);
            case Opcode.FMSUB_S -> FloatOps.fmsub(a, b, x[Opcode.rs3(packed)], mode, fcsr);
            case Opcode.FNMSUB_S -> FloatOps.fnmsub(a, b, x[Opcode.rs3(packed)], mode, fcsr);
            case Opcode.FNMADD_S -> FloatOps.fnmadd(a, b, x[Opcode.rs3(packed)], mode, fcsr);
            case Opcode.FADD_S -> FloatOps.fadd(a, b, mode, fcsr);
            case Opcode.FSUB_S -> FloatOps.fsub(a, b, mode, fcsr);
            case Opcode.FMUL_S -> FloatOps.fmul(a, b, mode, fcsr);
            case Opcode.FDIV_S -> FloatOps.fdiv(a, b, mode, fcsr);
            case Opcode.FSQRT_S -> FloatOps.fsqrt(a, mode, fcsr);
            case Opcode.FSGNJ_S -> FloatOps.fsgnj(a, b);
            case Opcode.FSGNJN_S -> FloatOps.fsgnjn(a, b);
            case Opcode.FSGNJX_S -> FloatOps.fsgnjx(a, b);
            case Opcode.FMIN_S -> FloatOps.fmin(a, b, fcsr);
            case Opcode.FMAX_S -> FloatOps.fmax(a, b, fcsr);
            case Opcode.FEQ_S -> FloatOps.feq(a, b, fcsr);
            case Opcode.FLT_S -> FloatOps.flt(a, b, fcsr);
            case Opcode.FLE_S -> FloatOps.fle(a, b, fcsr);
            case Opcode.FCLASS_S -> FloatOps.fclass(a);
            case Opcode.FCVT_W_S -> ConversionOps.fcvtWS(a, mode, fcsr);
            case Opcode.FCVT_WU_S -> ConversionOps.fcvtWuS(a, mode, fcsr);
            case Opcode.FCVT_L_S -> ConversionOps.fcvtLS(a, mode, fcsr);
            case Opcode.FCVT_LU_S -> ConversionOps.fcvtLuS(a, mode, fcsr);
            case Opcode.FCVT_S_W -> ConversionOps.fcvtSW(a, mode, fcsr);
            case Opcode.FCVT_S_WU -> ConversionOps.fcvtSWu(a, mode, fcsr);
            case Opcode.FCVT_S_L -> ConversionOps.fcvtSL(a, mode, fcsr);
            case Opcode.FCVT_S_LU -> ConversionOps.fcvtSLu(a, mode, fcsr);
            case Opcode.FMV_X_W -> ConversionOps.fmvXW(a);
            case Opcode.FMV_W_X -> ConversionOps.fmvWX(a);
            case Opcode.FMADD_D -> DoubleOps.fmadd(a, b, x[Opcode.rs3(packed)], mode, fcsr);
            case Opcode.FMSUB_D -> DoubleOps.fmsub(a, b, x[Opcode.rs3(packed)], mode, fcsr);
            case Opcode.FNMSUB_D -> DoubleOps.fnmsub(a, b, x[Opcode.rs3(packed)], mode, fcsr);
            case Opcode.FNMADD_D -> DoubleOps.fnmadd(a, b, x[Opcode.rs3(packed)], mode, fcsr);
            case Opcode.FADD_D -> DoubleOps.fadd(a, b, mode, fcsr);
            case Opcode.FSUB_D -> DoubleOps.fsub(a, b, mode, fcsr);
            case Opcode.FMUL_D -> DoubleOps.fmul(a, b, mode, fcsr);
            case Opcode.FDIV_D -> DoubleOps.fdiv(a, b, mode, fcsr);
            case Opcode.FSQRT_D -> DoubleOps.fsqrt(a, mode, fcsr);
            case Opcode.FSGNJ_D -> DoubleOps.fsgnj(a, b);
            case Opcode.FSGNJN_D -> DoubleOps.fsgnjn(a, b);
            case Opcode.FSGNJX_D -> DoubleOps.fsgnjx(a, b);
            case Opcode.FMIN_D -> DoubleOps.fmin(a, b, fcsr);
            case Opcode.FMAX_D -> DoubleOps.fmax(a, b, fcsr);
            case Opcode.FCVT_S_D -> ConversionOps.fcvtSD(a, mode, fcsr);
            case Opcode.FCVT_D_S -> ConversionOps.fcvtDS(a, mode, fcsr);
            case Opcode.FEQ_D -> DoubleOps.feq(a, b, fcsr);
            case Opcode.FLT_D -> DoubleOps.flt(a, b, fcsr);
            case Opcode.FLE_D -> DoubleOps.fle(a, b, fcsr);
            case Opcode.FCLASS_D -> DoubleOps.fclass(a);
            case Opcode.FCVT_W_D -> ConversionOps.fcvtWD(a, mode, fcsr);
            case Opcode.FCVT_WU_D -> ConversionOps.fcvtWuD(a, mode, fcsr);
            case Opcode.FCVT_L_D -> ConversionOps.fcvtLD(a, mode, fcsr);
            case Opcode.FCVT_LU_D -> ConversionOps.fcvtLuD(a, mode, fcsr);
            case Opcode.FCVT_D_W -> ConversionOps.fcvtDW(a);
            case Opcode.FCVT_D_WU -> ConversionOps.fcvtDWu(a);
            case Opcode.FCVT_D_L -> ConversionOps.fcvtDL(a, mode, fcsr);
            case Opcode.FCVT_D_LU -> ConversionOps.fcvtDLu(a, mode, fcsr);
            case Opcode.FMV_X_D -> ConversionOps.fmvXD(a);
            case Opcode.FMV_D_X -> ConversionOps.fmvDX(a);
            default -> throw new IllegalStateException("opcode " + Opcode.opcode(packed) + " computes no float");
        };
    }
}
