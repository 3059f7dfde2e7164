package dev.understudy.isa.translator;

import dev.understudy.isa.Hart;
import dev.understudy.isa.MemoryAccess;
import dev.understudy.isa.Ram;
import dev.understudy.isa.instruction.Instruction;
import dev.understudy.isa.mmu.Access;
import dev.understudy.isa.mmu.Tlb;
import dev.understudy.isa.semantics.FloatOps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A region's way to RAM; what is not a plain access to it makes the region leave. The methods repeat the probe of the TLB:
 * each is then too long for C1 to inline, which keeps warm regions small, and short enough for C2.
 */
record RegionMemory(byte[] ram, byte[] states, long[] loads, long[] stores, MemoryAccess memory, Present present) {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long PAGE_MASK = -Ram.PAGE_SIZE;

    RegionMemory(Hart hart) {
        this(
                hart.ram().bytes(),
                hart.ram().pageStates(),
                hart.memory().tlb(Access.LOAD).entries,
                hart.memory().tlb(Access.STORE).entries,
                hart.memory(),
                new Present());
    }

    /** What regions are executed by at present. */
    static final class Present {
        long key;
        private boolean codeChanged;
    }

    /** A region was dropped, perhaps the one that is being executed. */
    void codeChanged() {
        present.codeChanged = true;
    }

    /** From now on accesses are to the address space with this key. */
    void enter(int key) {
        present.key = key;
    }

    /** Name of the method that executes this access. */
    static String method(Instruction instruction) {
        return switch (instruction) {
            case LB -> "lb";
            case LH -> "lh";
            case LW -> "lw";
            case FLW -> "flw";
            case LD, FLD -> "ld";
            case LBU -> "lbu";
            case LHU -> "lhu";
            case LWU -> "lwu";
            case SB -> "sb";
            case SH -> "sh";
            case SW, FSW -> "sw";
            case SD, FSD -> "sd";
            case LR_W -> "lrw";
            case LR_D -> "lrd";
            case SC_W -> "scw";
            case SC_D -> "scd";
            default -> throw new IllegalArgumentException(instruction + " is no plain access");
        };
    }

    private int translated(long address, int size, Access access) {
        boolean inOnePage = ((address ^ (address + size - 1)) & PAGE_MASK) == 0;
        present.codeChanged = false;
        int offset = inOnePage ? memory.prepare(address, access) : -1;
        // The walk may have stored into the very code that is being executed: an accessed bit is a store too.
        if (offset < 0 || present.codeChanged) {
            throw LeaveRegion.INSTANCE;
        }
        return offset;
    }

    long lb(long address, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address, key) == loads[entry]
                ? (int) address + (int) loads[entry + 1]
                : translated(address, 1, Access.LOAD);
        return ram[offset];
    }

    long lbu(long address, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address, key) == loads[entry]
                ? (int) address + (int) loads[entry + 1]
                : translated(address, 1, Access.LOAD);
        return ram[offset] & 0xff;
    }

    long lh(long address, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address + 1, key) == loads[entry]
                ? (int) address + (int) loads[entry + 1]
                : translated(address, 2, Access.LOAD);
        return (short) SHORT.get(ram, offset);
    }

    long lhu(long address, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address + 1, key) == loads[entry]
                ? (int) address + (int) loads[entry + 1]
                : translated(address, 2, Access.LOAD);
        return (short) SHORT.get(ram, offset) & 0xffff;
    }

    long lw(long address, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address + 3, key) == loads[entry]
                ? (int) address + (int) loads[entry + 1]
                : translated(address, 4, Access.LOAD);
        return (int) INT.get(ram, offset);
    }

    long lwu(long address, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address + 3, key) == loads[entry]
                ? (int) address + (int) loads[entry + 1]
                : translated(address, 4, Access.LOAD);
        return (int) INT.get(ram, offset) & 0xffff_ffffL;
    }

    long ld(long address, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address + 7, key) == loads[entry]
                ? (int) address + (int) loads[entry + 1]
                : translated(address, 8, Access.LOAD);
        return (long) LONG.get(ram, offset);
    }

    long flw(long address, long key) {
        return FloatOps.box((int) lw(address, key));
    }

    void sb(long address, long value, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address, key) == stores[entry]
                ? (int) address + (int) stores[entry + 1]
                : translated(address, 1, Access.STORE);
        if (states[offset >>> 12] != 0) {
            throw LeaveRegion.INSTANCE;
        }
        ram[offset] = (byte) value;
    }

    void sh(long address, long value, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address + 1, key) == stores[entry]
                ? (int) address + (int) stores[entry + 1]
                : translated(address, 2, Access.STORE);
        if (states[offset >>> 12] != 0) {
            throw LeaveRegion.INSTANCE;
        }
        SHORT.set(ram, offset, (short) value);
    }

    void sw(long address, long value, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address + 3, key) == stores[entry]
                ? (int) address + (int) stores[entry + 1]
                : translated(address, 4, Access.STORE);
        if (states[offset >>> 12] != 0) {
            throw LeaveRegion.INSTANCE;
        }
        INT.set(ram, offset, (int) value);
    }

    void sd(long address, long value, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address + 7, key) == stores[entry]
                ? (int) address + (int) stores[entry + 1]
                : translated(address, 8, Access.STORE);
        if (states[offset >>> 12] != 0) {
            throw LeaveRegion.INSTANCE;
        }
        LONG.set(ram, offset, value);
    }

    long lrw(long address) {
        lw(checkAligned(address, 4), present.key);
        return memory.loadReserved(address, 4);
    }

    long lrd(long address) {
        ld(checkAligned(address, 8), present.key);
        return memory.loadReserved(address, 8);
    }

    long scw(long address, long value) {
        return memory.storeConditional(updatable(address, 4), 4, value) ? 0 : 1;
    }

    long scd(long address, long value) {
        return memory.storeConditional(updatable(address, 8), 8, value) ? 0 : 1;
    }

    /** First half of an AMO, sign-extended. A store to this address is a plain one. */
    long fetchWord(long address) {
        return memory.loadForUpdate(updatable(address, 4), 4);
    }

    long fetchDouble(long address) {
        return memory.loadForUpdate(updatable(address, 8), 8);
    }

    /** The address of an atomic update, whose store will be a plain one. */
    private long updatable(long address, int size) {
        int offset = translated(checkAligned(address, size), size, Access.STORE);
        if (states[offset >>> 12] != 0) {
            throw LeaveRegion.INSTANCE;
        }
        return address;
    }

    private static long checkAligned(long address, int size) {
        if ((address & (size - 1)) != 0) {
            throw LeaveRegion.INSTANCE;
        }
        return address;
    }
}
