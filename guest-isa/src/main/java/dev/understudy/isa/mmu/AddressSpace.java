package dev.understudy.isa.mmu;

/** The cached translations under one page table, for one privilege of fetches and one of data with its SUM and MXR. */
public final class AddressSpace {
    static final int SUM = 1 << 4;
    static final int MXR = 1 << 5;
    /** More than any rights. */
    static final int RIGHTS = 1 << 6;

    private static final long ROOT_PAGE = (1L << 44) - 1;

    public final Tlb loads = new Tlb();
    public final Tlb stores = new Tlb();
    public final Tlb fetches = new Tlb();

    private long satp;
    private int rights;

    AddressSpace(long satp, int rights) {
        this.satp = satp;
        this.rights = rights;
    }

    boolean is(long otherSatp, int otherRights) {
        return satp == otherSatp && rights == otherRights;
    }

    void become(long newSatp, int newRights) {
        satp = newSatp;
        rights = newRights;
        clear();
    }

    boolean isPaged() {
        return satp != 0;
    }

    /** Physical address of the root table. */
    long root() {
        return (satp & ROOT_PAGE) << 12;
    }

    int privilege(Access access) {
        return access == Access.FETCH ? rights & 3 : (rights >> 2) & 3;
    }

    boolean sum() {
        return (rights & SUM) != 0;
    }

    boolean mxr() {
        return (rights & MXR) != 0;
    }

    Tlb of(Access access) {
        return switch (access) {
            case FETCH -> fetches;
            case LOAD -> loads;
            case STORE -> stores;
        };
    }

    void clear() {
        loads.clear();
        stores.clear();
        fetches.clear();
    }

    void drop(long first, int level) {
        loads.drop(first, level);
        stores.drop(first, level);
        fetches.drop(first, level);
    }
}
