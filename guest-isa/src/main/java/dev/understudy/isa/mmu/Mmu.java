package dev.understudy.isa.mmu;

import dev.understudy.isa.Ram;

/**
 * Translates addresses by cached and, where there is none, fresh walks; nobody can tell which (rule <i>Invisible
 * caches</i>). With no page table addresses are physical, and the TLB only remembers that physical memory protection was
 * asked.
 */
public final class Mmu {
    private static final int PHYSICAL_BITS = 56;
    private static final int MACHINE = 3;

    private final Ram ram;
    private final PhysicalMemoryProtection protection;
    private final Tlbs tlbs = new Tlbs();
    private final AddressSpaces spaces = new AddressSpaces(tlbs);
    private final TablePages tables;
    private final Sv39 sv39;

    public Mmu(Ram ram, PhysicalMemoryProtection protection) {
        this.ram = ram;
        this.protection = protection;
        this.tables = new TablePages(ram, tlbs);
        this.sv39 = new Sv39(ram, protection);
    }

    /**
     * The translations under one page table with one set of rights.
     *
     * @param satp without its ASID; 0 for Bare
     * @param rights as {@link #rights} packs them
     */
    public AddressSpace space(long satp, int rights) {
        return spaces.of(satp, rights);
    }

    /** Privilege of fetches, privilege of loads and stores, SUM and MXR, in 6 bits. */
    public static int rights(int fetchPrivilege, int dataPrivilege, boolean sum, boolean mxr) {
        return fetchPrivilege | (dataPrivilege << 2) | (sum ? AddressSpace.SUM : 0) | (mxr ? AddressSpace.MXR : 0);
    }

    /** Translations that are cached of this kind of access, in all spaces. */
    public Tlb tlb(Access access) {
        return tlbs.of(access);
    }

    /** The physical address, or minus the cause of the exception. */
    public long translate(AddressSpace space, long address, Access access) {
        int offset = tlbs.of(access).offset(address, space.key());
        return offset >= 0 ? ram.base() + offset : fill(space, address, access);
    }

    private long fill(AddressSpace space, long address, Access access) {
        int privilege = space.privilege(access);
        boolean paged = space.isPaged() && privilege != MACHINE;
        long physical = paged ? sv39.walk(space.root(), address, access, privilege, space.sum(), space.mxr()) : address;
        if (paged && physical < 0) {
            return physical;
        }
        if (physical >>> PHYSICAL_BITS != 0 || !protection.allows(physical, access, privilege)) {
            return -access.accessFault();
        }
        if (ram.contains(physical, 1) && (!paged || tables.use(address, sv39.path(), sv39.leaf()))) {
            tlbs.of(access).put(address, space.key(), (int) (physical - ram.base()));
        }
        return physical;
    }

    /** Physical memory protection has changed. */
    public void protectionChanged() {
        tlbs.clear();
    }
}
