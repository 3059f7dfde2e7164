package dev.understudy.isa;

import dev.understudy.isa.mmu.Access;
import dev.understudy.isa.mmu.AddressSpace;
import dev.understudy.isa.mmu.Mmu;
import dev.understudy.isa.mmu.Tlb;

/**
 * For engines: every access to memory that is not the plain one to RAM through a cached translation. Any alignment in RAM,
 * also across two pages; elsewhere the bus, naturally aligned.
 */
public final class MemoryAccess {
    private final HartState state;
    private final Ram ram;
    private final Bus bus;
    private final Trap trap;
    private final Mmu mmu;
    /** The last space and what it followed from: traps and returns ask for it all the time. */
    private AddressSpace space;

    private long spaceStatus;
    private long spaceSatp;
    private int spacePrivilege;

    MemoryAccess(HartState state, Ram ram, Bus bus, Trap trap) {
        this.state = state;
        this.ram = ram;
        this.bus = bus;
        this.trap = trap;
        this.mmu = new Mmu(ram, state.protection);
    }

    /** The address space that the hart's state asks for; what it caches is good until the next instruction done here. */
    public AddressSpace space() {
        long status = state.mstatus & StatusBits.MEMORY;
        if (status != spaceStatus || state.satp != spaceSatp || state.privilege != spacePrivilege || space == null) {
            spaceStatus = status;
            spaceSatp = state.satp;
            spacePrivilege = state.privilege;
            space = mmu.space(state.translatingSatp(), state.memoryRights());
        }
        return space;
    }

    /** Translations that are cached of this kind of access. */
    public Tlb tlb(Access access) {
        return mmu.tlb(access);
    }

    /** The offset in RAM of the instruction at {@code pc} in the present space, negative if its translation is not cached. */
    public int cachedFetch(long pc) {
        return mmu.tlb(Access.FETCH).offset(pc, space().key());
    }

    /** Physical memory protection has changed. */
    void protectionChanged() {
        mmu.protectionChanged();
    }

    private long translate(long address, Access access) {
        long physical = mmu.translate(space(), address, access);
        if (physical < 0) {
            throw trap.with((int) -physical, address);
        }
        return physical;
    }

    /** The same, for what must lie in RAM. */
    private long translateToRam(long address, Access access) {
        long physical = translate(address, access);
        if (!ram.contains(physical, 1)) {
            throw trap.with(access.accessFault(), address);
        }
        return physical;
    }

    /**
     * Caches the translation of an access to RAM within one page, for engines that will make it then.
     *
     * @return the offset in RAM; negative if the access traps, or is to no RAM, and nothing has happened then
     */
    public int prepare(long address, Access access) {
        long physical = mmu.translate(space(), address, access);
        return physical >= 0 && ram.contains(physical, 1) ? (int) (physical - ram.base()) : -1;
    }

    /**
     * The bits of the instruction at {@code pc}: 16, zero-extended, if the low two say so, else 32.
     *
     * @throws Trap fetch page or access fault, its value the address of the half that is missing
     */
    public int fetch(long pc) {
        int low = ram.load16(fetchAddress(pc));
        return (low & 3) != 3 ? low : low | ram.load16(fetchAddress(pc + 2)) << 16;
    }

    /**
     * The physical address in RAM of the 16 bits at {@code pc}.
     *
     * @throws Trap fetch page or access fault
     */
    public long fetchAddress(long pc) {
        return translateToRam(pc, Access.FETCH);
    }

    /** Illegal instruction, with the bits of the instruction at pc as its value. */
    public Trap illegal() {
        return trap.with(Trap.ILLEGAL_INSTRUCTION, fetch(state.pc) & 0xffff_ffffL);
    }

    /** Bytes of an access that lie in the page of its first. */
    private static int inFirstPage(long address, int size) {
        return (int) Math.min(size, Ram.PAGE_SIZE - (address & (Ram.PAGE_SIZE - 1)));
    }

    /** Loads 1, 2, 4 or 8 bytes, zero-extended. */
    public long load(long address, int size) {
        int first = inFirstPage(address, size);
        if (first < size) {
            return loadAcross(address, first, size);
        }
        long physical = translate(address, Access.LOAD);
        return ram.contains(physical, size) ? loadRam(physical, size) : loadBus(address, physical, size);
    }

    private long loadAcross(long address, int first, int size) {
        long low = translateToRam(address, Access.LOAD);
        long high = translateToRam(address + first, Access.LOAD);
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (long) ram.load8(i < first ? low + i : high + i - first) << (8 * i);
        }
        return value;
    }

    private long loadBus(long address, long physical, int size) {
        if ((physical & (size - 1)) != 0) {
            throw trap.with(Trap.LOAD_ACCESS_FAULT, address);
        }
        try {
            return bus.load(physical, size);
        } catch (BusError nothingThere) {
            throw trap.with(Trap.LOAD_ACCESS_FAULT, address);
        }
    }

    private long loadRam(long physical, int size) {
        return switch (size) {
            case 1 -> ram.load8(physical);
            case 2 -> ram.load16(physical);
            case 4 -> ram.load32(physical) & 0xffff_ffffL;
            default -> ram.load64(physical);
        };
    }

    /** Stores the low 1, 2, 4 or 8 bytes. */
    public void store(long address, int size, long value) {
        int first = inFirstPage(address, size);
        if (first < size) {
            storeAcross(address, first, size, value);
            return;
        }
        long physical = translate(address, Access.STORE);
        if (ram.contains(physical, size)) {
            storeRam(physical, size, value);
        } else {
            storeBus(address, physical, size, value);
        }
    }

    /** Both pages are translated before anything is stored. */
    private void storeAcross(long address, int first, int size, long value) {
        long low = translateToRam(address, Access.STORE);
        long high = translateToRam(address + first, Access.STORE);
        for (int i = 0; i < size; i++) {
            ram.store8(i < first ? low + i : high + i - first, (int) (value >>> (8 * i)));
        }
    }

    private void storeBus(long address, long physical, int size, long value) {
        if ((physical & (size - 1)) != 0) {
            throw trap.with(Trap.STORE_ACCESS_FAULT, address);
        }
        try {
            bus.store(physical, size, value);
        } catch (BusError nothingThere) {
            throw trap.with(Trap.STORE_ACCESS_FAULT, address);
        }
    }

    private void storeRam(long physical, int size, long value) {
        switch (size) {
            case 1 -> ram.store8(physical, (int) value);
            case 2 -> ram.store16(physical, (int) value);
            case 4 -> ram.store32(physical, (int) value);
            default -> ram.store64(physical, value);
        }
    }

    /** LR: loads 4 or 8 bytes of RAM, sign-extended, and reserves them. */
    public long loadReserved(long address, int size) {
        long physical = atomicAddress(address, size, Access.LOAD, Trap.LOAD_MISALIGNED);
        state.reservation = physical;
        return loadSigned(physical, size);
    }

    /** SC: stores if the reservation is that of this address; ends the reservation. True if it stored. */
    public boolean storeConditional(long address, int size, long value) {
        long physical = atomicAddress(address, size, Access.STORE, Trap.STORE_MISALIGNED);
        boolean reserved = state.reservation == physical;
        state.reservation = HartState.NO_RESERVATION;
        if (reserved) {
            storeRam(physical, size, value);
        }
        return reserved;
    }

    /** First half of an AMO: the old value, sign-extended; its store to the same address cannot fail any more. */
    public long loadForUpdate(long address, int size) {
        return loadSigned(atomicAddress(address, size, Access.STORE, Trap.STORE_MISALIGNED), size);
    }

    private long atomicAddress(long address, int size, Access access, int misaligned) {
        if ((address & (size - 1)) != 0) {
            throw trap.with(misaligned, address);
        }
        return translateToRam(address, access);
    }

    private long loadSigned(long physical, int size) {
        return size == 4 ? ram.load32(physical) : ram.load64(physical);
    }
}
