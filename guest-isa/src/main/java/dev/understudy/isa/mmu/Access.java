package dev.understudy.isa.mmu;

/** What an instruction wants of memory, with the exceptions that refuse it (privileged ISA, table 3.6). */
public enum Access {
    FETCH(1, 12),
    LOAD(5, 13),
    /** Stores, SC and AMOs. */
    STORE(7, 15);

    private final int accessFault;
    private final int pageFault;

    Access(int accessFault, int pageFault) {
        this.accessFault = accessFault;
        this.pageFault = pageFault;
    }

    /** Cause if nothing is there or physical memory protection forbids it. */
    public int accessFault() {
        return accessFault;
    }

    /** Cause if the page table forbids it. */
    public int pageFault() {
        return pageFault;
    }
}
