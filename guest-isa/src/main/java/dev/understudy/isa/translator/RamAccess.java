package dev.understudy.isa.translator;

import dev.understudy.isa.semantics.FloatOps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Plain accesses to RAM at an offset that is known, by the mnemonics of their instructions. */
final class RamAccess {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private RamAccess() {}

    static long lb(byte[] ram, int offset) {
        return ram[offset];
    }

    static long lbu(byte[] ram, int offset) {
        return ram[offset] & 0xff;
    }

    static long lh(byte[] ram, int offset) {
        return (short) SHORT.get(ram, offset);
    }

    static long lhu(byte[] ram, int offset) {
        return (short) SHORT.get(ram, offset) & 0xffff;
    }

    static long lw(byte[] ram, int offset) {
        return (int) INT.get(ram, offset);
    }

    static long lwu(byte[] ram, int offset) {
        return (int) INT.get(ram, offset) & 0xffff_ffffL;
    }

    static long ld(byte[] ram, int offset) {
        return (long) LONG.get(ram, offset);
    }

    static long flw(byte[] ram, int offset) {
        return FloatOps.box((int) INT.get(ram, offset));
    }

    static void sb(byte[] ram, int offset, long value) {
        ram[offset] = (byte) value;
    }

    static void sh(byte[] ram, int offset, long value) {
        SHORT.set(ram, offset, (short) value);
    }

    static void sw(byte[] ram, int offset, long value) {
        INT.set(ram, offset, (int) value);
    }

    static void sd(byte[] ram, int offset, long value) {
        LONG.set(ram, offset, value);
    }
}
