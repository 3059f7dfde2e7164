package dev.understudy.isa.translator;

import dev.understudy.isa.Hart;
import dev.understudy.isa.MemoryAccess;
import dev.understudy.isa.Ram;
import dev.understudy.isa.instruction.Instruction;
import dev.understudy.isa.mmu.Access;
import dev.understudy.isa.mmu.Tlb;
import dev.understudy.isa.semantics.FloatOps;

/**
 * A region's way to RAM; what is not a plain access to it makes the region leave. The methods repeat the probe of the TLB:
 * each is then too long for C1 to inline, which keeps warm regions small, and short enough for C2.
 */
record RegionMemory(
        byte[] ram, byte[] states, long[] loads, long[] stores, MemoryAccess memory, Ram pages, Present present) {
    private static final long PAGE_MASK = -Ram.PAGE_SIZE;

    RegionMemory(Hart hart) {
        this(
                hart.ram().bytes(),
                hart.ram().pageStates(),
                hart.memory().tlb(Access.LOAD).entries,
                hart.memory().tlb(Access.STORE).entries,
                hart.memory(),
                hart.ram(),
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

    /** Bytes of this plain access. */
    static int size(Instruction instruction) {
        return switch (instruction) {
            case LB, LBU, SB -> 1;
            case LH, LHU, SH -> 2;
            case LW, LWU, FLW, SW, FSW -> 4;
            case LD, FLD, SD, FSD -> 8;
            default -> throw new IllegalArgumentException(instruction + " is no plain access");
        };
    }

    private int translated(long address, int size, Access access) {
        boolean inOnePage = ((address ^ (address + size - 1)) & PAGE_MASK) == 0;
        present.codeChanged = false;
        long watched = pages.watched();
        int offset = inOnePage ? memory.prepare(address, access) : -1;
        // The walk may have stored into the very code that is being executed: an accessed bit is a store too. And it
        // may have come through a page that the region stores into without asking.
        if (offset < 0 || present.codeChanged || pages.watched() != watched) {
            throw LeaveRegion.INSTANCE;
        }
        return offset;
    }

    /** What to add to this address, modulo 2^32, to get its offset in RAM; the access is within one page. */
    int pageToLoad(long address, int size, long key) {
        int entry = Tlb.index(address);
        if (Tlb.tag(address + size - 1, key) != loads[entry]) {
            throw LeaveRegion.INSTANCE;
        }
        return (int) loads[entry + 1];
    }

    /** The same for a page where a store needs nothing but the store, until the region is left. */
    int pageToStore(long address, int size, long key) {
        int entry = Tlb.index(address);
        if (Tlb.tag(address + size - 1, key) != stores[entry]) {
            throw LeaveRegion.INSTANCE;
        }
        int addend = (int) stores[entry + 1];
        if (states[((int) address + addend) >>> 12] != 0) {
            throw LeaveRegion.INSTANCE;
        }
        return addend;
    }

    long lb(long address, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address, key) == loads[entry]
                ? (int) address + (int) loads[entry + 1]
                : translated(address, 1, Access.LOAD);
        return RamAccess.lb(ram, offset);
    }

    long lbu(long address, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address, key) == loads[entry]
                ? (int) address + (int) loads[entry + 1]
                : translated(address, 1, Access.LOAD);
        return RamAccess.lbu(ram, offset);
    }

    long lh(long address, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address + 1, key) == loads[entry]
                ? (int) address + (int) loads[entry + 1]
                : translated(address, 2, Access.LOAD);
        return RamAccess.lh(ram, offset);
    }

    long lhu(long address, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address + 1, key) == loads[entry]
                ? (int) address + (int) loads[entry + 1]
                : translated(address, 2, Access.LOAD);
        return RamAccess.lhu(ram, offset);
    }

    long lw(long address, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address + 3, key) == loads[entry]
                ? (int) address + (int) loads[entry + 1]
                : translated(address, 4, Access.LOAD);
        return RamAccess.lw(ram, offset);
    }

    long lwu(long address, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address + 3, key) == loads[entry]
                ? (int) address + (int) loads[entry + 1]
                : translated(address, 4, Access.LOAD);
        return RamAccess.lwu(ram, offset);
    }

    long ld(long address, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address + 7, key) == loads[entry]
                ? (int) address + (int) loads[entry + 1]
                : translated(address, 8, Access.LOAD);
        return RamAccess.ld(ram, offset);
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
        RamAccess.sb(ram, offset, value);
    }

    void sh(long address, long value, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address + 1, key) == stores[entry]
                ? (int) address + (int) stores[entry + 1]
                : translated(address, 2, Access.STORE);
        if (states[offset >>> 12] != 0) {
            throw LeaveRegion.INSTANCE;
        }
        RamAccess.sh(ram, offset, value);
    }

    void sw(long address, long value, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address + 3, key) == stores[entry]
                ? (int) address + (int) stores[entry + 1]
                : translated(address, 4, Access.STORE);
        if (states[offset >>> 12] != 0) {
            throw LeaveRegion.INSTANCE;
        }
        RamAccess.sw(ram, offset, value);
    }

    void sd(long address, long value, long key) {
        int entry = Tlb.index(address);
        int offset = Tlb.tag(address + 7, key) == stores[entry]
                ? (int) address + (int) stores[entry + 1]
                : translated(address, 8, Access.STORE);
        if (states[offset >>> 12] != 0) {
            throw LeaveRegion.INSTANCE;
        }
        RamAccess.sd(ram, offset, value);
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
