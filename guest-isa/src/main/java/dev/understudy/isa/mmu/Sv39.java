package dev.understudy.isa.mmu;

import dev.understudy.isa.Ram;

/**
 * The walk through a three-level page table of 4 KiB pages (privileged ISA, sections 4.3.2 and 4.4). It sets A and D by
 * itself, as the specification permits and qemu does.
 *
 * <pre>
 * entry  63  62 61  60     54  53   10  9 8  7 6 5 4 3 2 1 0
 *        N   PBMT   reserved   PPN      RSW  D A G U X W R V
 * </pre>
 */
final class Sv39 {
    /** Entry's bits. */
    private static final long VALID = 1;

    private static final long READ = 1 << 1;
    private static final long WRITE = 1 << 2;
    private static final long EXECUTE = 1 << 3;
    private static final long USER = 1 << 4;
    private static final long ACCESSED = 1 << 6;
    private static final long DIRTY = 1 << 7;
    /** N and PBMT belong to extensions that this hart lacks. */
    private static final long RESERVED = -1L << 54;

    private static final int LEVELS = 3;
    private static final int SUPERVISOR = 1;
    private static final int UNUSED_BITS = 64 - 39;

    private final Ram ram;
    private final PhysicalMemoryProtection protection;
    private final long[] path = new long[LEVELS];
    private int leaf;

    Sv39(Ram ram, PhysicalMemoryProtection protection) {
        this.ram = ram;
        this.protection = protection;
    }

    /** Physical addresses of the entries that the last successful walk read, by level. */
    long[] path() {
        return path;
    }

    /** Level of the last of them: 0 for a page of 4 KiB, 1 for 2 MiB, 2 for 1 GiB. */
    int leaf() {
        return leaf;
    }

    /**
     * Translates one address.
     *
     * @param root physical address of the root table
     * @param privilege 0 or 1
     * @param sum supervisor may access user's pages
     * @param mxr executable pages may be loaded from
     * @return the physical address, or minus the cause of the exception
     */
    long walk(long root, long address, Access access, int privilege, boolean sum, boolean mxr) {
        if (((address << UNUSED_BITS) >> UNUSED_BITS) != address) {
            return -access.pageFault();
        }
        long table = root;
        for (int level = LEVELS - 1; level >= 0; level--) {
            long at = table + ((address >>> (12 + 9 * level)) & 511) * 8;
            if (!ram.contains(at, 8) || !protection.allows(at, Access.LOAD, SUPERVISOR)) {
                return -access.accessFault();
            }
            long entry = ram.load64(at);
            if ((entry & VALID) == 0 || (entry & RESERVED) != 0 || (entry & (READ | WRITE)) == WRITE) {
                return -access.pageFault();
            }
            path[level] = at;
            table = (entry >>> 10) << 12;
            if ((entry & (READ | EXECUTE)) != 0) {
                leaf = level;
                boolean allowed = permits(entry, access, privilege, sum, mxr);
                return allowed ? finish(entry, address, access) : -access.pageFault();
            }
            if ((entry & (USER | ACCESSED | DIRTY)) != 0) {
                return -access.pageFault(); // reserved in a pointer
            }
        }
        return -access.pageFault();
    }

    private static boolean permits(long entry, Access access, int privilege, boolean sum, boolean mxr) {
        if ((entry & USER) == 0 ? privilege == 0 : privilege == SUPERVISOR && (!sum || access == Access.FETCH)) {
            return false;
        }
        return switch (access) {
            case FETCH -> (entry & EXECUTE) != 0;
            case LOAD -> (entry & (mxr ? READ | EXECUTE : READ)) != 0;
            case STORE -> (entry & WRITE) != 0;
        };
    }

    private long finish(long entry, long address, Access access) {
        long within = (1L << (12 + 9 * leaf)) - 1;
        long page = (entry >>> 10) << 12;
        if ((page & within) != 0) {
            return -access.pageFault(); // a misaligned superpage
        }
        long marks = access == Access.STORE ? ACCESSED | DIRTY : ACCESSED;
        if ((entry & marks) != marks) {
            if (!protection.allows(path[leaf], Access.STORE, SUPERVISOR)) {
                return -access.accessFault();
            }
            ram.store64(path[leaf], entry | marks);
        }
        return page | (address & within);
    }
}
