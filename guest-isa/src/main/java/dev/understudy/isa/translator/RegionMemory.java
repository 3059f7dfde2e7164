package dev.understudy.isa.translator;

import dev.understudy.isa.Hart;
import dev.understudy.isa.MemoryAccess;
import dev.understudy.isa.Ram;
import dev.understudy.isa.instruction.Instruction;
import dev.understudy.isa.mmu.Access;
import dev.understudy.isa.mmu.AddressSpace;
import dev.understudy.isa.mmu.Tlb;
import dev.understudy.isa.semantics.FloatOps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A region's way to RAM; what is not a plain access to it makes the region leave. */
final class RegionMemory {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long PAGE_MASK = -Ram.PAGE_SIZE;

    private final byte[] ram;
    private final byte[] states;
    private final MemoryAccess memory;
    private Tlb loads;
    private Tlb stores;
    private boolean codeChanged;

    RegionMemory(Hart hart) {
        ram = hart.ram().bytes();
        states = hart.ram().pageStates();
        memory = hart.memory();
    }

    /** A region was dropped, perhaps the one that is being executed. */
    void codeChanged() {
        codeChanged = true;
    }

    /** From now on accesses go by these translations. */
    void enter(AddressSpace space) {
        loads = space.loads;
        stores = space.stores;
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

    private int loadable(long address, int size) {
        Tlb tlb = loads;
        int entry = (int) (address >>> 12) & (Tlb.ENTRIES - 1);
        if (((address + size - 1) & PAGE_MASK) == tlb.pages[entry]) {
            return (int) address + tlb.addends[entry];
        }
        return translated(address, size, Access.LOAD);
    }

    private int storable(long address, int size) {
        Tlb tlb = stores;
        int entry = (int) (address >>> 12) & (Tlb.ENTRIES - 1);
        int offset = ((address + size - 1) & PAGE_MASK) == tlb.pages[entry]
                ? (int) address + tlb.addends[entry]
                : translated(address, size, Access.STORE);
        if (states[offset >>> 12] != 0) {
            throw LeaveRegion.INSTANCE;
        }
        return offset;
    }

    private int translated(long address, int size, Access access) {
        boolean inOnePage = ((address ^ (address + size - 1)) & PAGE_MASK) == 0;
        codeChanged = false;
        int offset = inOnePage ? memory.prepare(address, access) : -1;
        // The walk may have stored into the very code that is being executed: an accessed bit is a store too.
        if (offset < 0 || codeChanged) {
            throw LeaveRegion.INSTANCE;
        }
        return offset;
    }

    long lb(long address) {
        return ram[loadable(address, 1)];
    }

    long lbu(long address) {
        return ram[loadable(address, 1)] & 0xff;
    }

    long lh(long address) {
        return (short) SHORT.get(ram, loadable(address, 2));
    }

    long lhu(long address) {
        return (short) SHORT.get(ram, loadable(address, 2)) & 0xffff;
    }

    long lw(long address) {
        return (int) INT.get(ram, loadable(address, 4));
    }

    long lwu(long address) {
        return (int) INT.get(ram, loadable(address, 4)) & 0xffff_ffffL;
    }

    long ld(long address) {
        return (long) LONG.get(ram, loadable(address, 8));
    }

    long flw(long address) {
        return FloatOps.box((int) INT.get(ram, loadable(address, 4)));
    }

    void sb(long address, long value) {
        ram[storable(address, 1)] = (byte) value;
    }

    void sh(long address, long value) {
        SHORT.set(ram, storable(address, 2), (short) value);
    }

    void sw(long address, long value) {
        INT.set(ram, storable(address, 4), (int) value);
    }

    void sd(long address, long value) {
        LONG.set(ram, storable(address, 8), value);
    }

    long lrw(long address) {
        loadable(checkAligned(address, 4), 4);
        return memory.loadReserved(address, 4);
    }

    long lrd(long address) {
        loadable(checkAligned(address, 8), 8);
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
        storable(checkAligned(address, size), size);
        return address;
    }

    private static long checkAligned(long address, int size) {
        if ((address & (size - 1)) != 0) {
            throw LeaveRegion.INSTANCE;
        }
        return address;
    }
}
