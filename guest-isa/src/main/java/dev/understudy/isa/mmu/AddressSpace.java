package dev.understudy.isa.mmu;

/** One page table, with one privilege of fetches and one of data with its SUM and MXR. */
public final class AddressSpace {
    static final int SUM = 1 << 4;
    static final int MXR = 1 << 5;
    /** More than any rights. */
    static final int RIGHTS = 1 << 6;

    private static final long ROOT_PAGE = (1L << 44) - 1;

    private final int key;
    private long satp;
    private int rights;

    AddressSpace(int key, long satp, int rights) {
        this.key = key;
        this.satp = satp;
        this.rights = rights;
    }

    /** What its translations are told apart by in a {@link Tlb}: positive, and less than a page. */
    public int key() {
        return key;
    }

    boolean is(long otherSatp, int otherRights) {
        return satp == otherSatp && rights == otherRights;
    }

    /** Whoever calls this drops what is cached by its key. */
    void become(long newSatp, int newRights) {
        satp = newSatp;
        rights = newRights;
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
}
