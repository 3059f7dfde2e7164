package dev.understudy.isa.mmu;

/** A TLB for each kind of access. */
final class Tlbs {
    private final Tlb fetches = new Tlb();
    private final Tlb loads = new Tlb();
    private final Tlb stores = new Tlb();

    Tlb of(Access access) {
        return switch (access) {
            case FETCH -> fetches;
            case LOAD -> loads;
            case STORE -> stores;
        };
    }

    void clear() {
        fetches.clear();
        loads.clear();
        stores.clear();
    }

    /** Drops what is of the space with this key. */
    void drop(int key) {
        fetches.drop(key);
        loads.drop(key);
        stores.drop(key);
    }

    /** Drops what lies in the {@code 512^level} pages from {@code first} on, which is aligned to them. */
    void drop(long first, int level) {
        fetches.drop(first, level);
        loads.drop(first, level);
        stores.drop(first, level);
    }
}
