package dev.understudy.isa;

/**
 * For engines: every access to memory that is not the plain one to RAM. Any alignment in RAM; elsewhere the bus, naturally
 * aligned. The place where translation and protection will stand.
 */
public final class MemoryAccess {
    private final HartState state;
    private final Ram ram;
    private final Bus bus;
    private final Trap trap;

    MemoryAccess(HartState state, Ram ram, Bus bus, Trap trap) {
        this.state = state;
        this.ram = ram;
        this.bus = bus;
        this.trap = trap;
    }

    /**
     * The bits of the instruction at {@code pc}: 16, zero-extended, if the low two say so, else 32.
     *
     * @throws Trap fetch access fault, its value the address of the half that is missing
     */
    public int fetch(long pc) {
        int low = fetchHalf(pc);
        return (low & 3) != 3 ? low : low | fetchHalf(pc + 2) << 16;
    }

    /** Illegal instruction, with the bits of the instruction at pc as its value. */
    public Trap illegal() {
        return trap.with(Trap.ILLEGAL_INSTRUCTION, fetch(state.pc) & 0xffff_ffffL);
    }

    private int fetchHalf(long pc) {
        if (!ram.contains(pc, 2)) {
            throw trap.with(Trap.FETCH_ACCESS_FAULT, pc);
        }
        return ram.load16(pc);
    }

    /** Loads 1, 2, 4 or 8 bytes, zero-extended. */
    public long load(long address, int size) {
        if (ram.contains(address, size)) {
            return loadRam(address, size);
        }
        if ((address & size - 1) != 0) {
            throw trap.with(Trap.LOAD_ACCESS_FAULT, address);
        }
        try {
            return bus.load(address, size);
        } catch (BusError nothingThere) {
            throw trap.with(Trap.LOAD_ACCESS_FAULT, address);
        }
    }

    private long loadRam(long address, int size) {
        return switch (size) {
            case 1 -> ram.load8(address);
            case 2 -> ram.load16(address);
            case 4 -> ram.load32(address) & 0xffff_ffffL;
            default -> ram.load64(address);
        };
    }

    /** Stores the low 1, 2, 4 or 8 bytes. */
    public void store(long address, int size, long value) {
        if (ram.contains(address, size)) {
            storeRam(address, size, value);
            return;
        }
        if ((address & size - 1) != 0) {
            throw trap.with(Trap.STORE_ACCESS_FAULT, address);
        }
        try {
            bus.store(address, size, value);
        } catch (BusError nothingThere) {
            throw trap.with(Trap.STORE_ACCESS_FAULT, address);
        }
    }

    private void storeRam(long address, int size, long value) {
        switch (size) {
            case 1 -> ram.store8(address, (int) value);
            case 2 -> ram.store16(address, (int) value);
            case 4 -> ram.store32(address, (int) value);
            default -> ram.store64(address, value);
        }
    }

    /** LR: loads 4 or 8 bytes of RAM, sign-extended, and reserves them. */
    public long loadReserved(long address, int size) {
        checkAtomic(address, size, Trap.LOAD_MISALIGNED, Trap.LOAD_ACCESS_FAULT);
        state.reservation = address;
        return loadSigned(address, size);
    }

    /** SC: stores if the reservation is that of this address; ends the reservation. True if it stored. */
    public boolean storeConditional(long address, int size, long value) {
        checkAtomic(address, size, Trap.STORE_MISALIGNED, Trap.STORE_ACCESS_FAULT);
        boolean reserved = state.reservation == address;
        state.reservation = HartState.NO_RESERVATION;
        if (reserved) {
            storeRam(address, size, value);
        }
        return reserved;
    }

    /** First half of an AMO: the old value, sign-extended; its store to the same address cannot fail any more. */
    public long loadForUpdate(long address, int size) {
        checkAtomic(address, size, Trap.STORE_MISALIGNED, Trap.STORE_ACCESS_FAULT);
        return loadSigned(address, size);
    }

    private void checkAtomic(long address, int size, int misaligned, int fault) {
        if ((address & size - 1) != 0) {
            throw trap.with(misaligned, address);
        }
        if (!ram.contains(address, size)) {
            throw trap.with(fault, address);
        }
    }

    private long loadSigned(long address, int size) {
        return size == 4 ? ram.load32(address) : ram.load64(address);
    }
}
