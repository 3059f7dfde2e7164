package dev.understudy.isa.mmu;

import dev.understudy.isa.Ram;
import java.util.Arrays;

/**
 * Cached translations of one kind of access, of all address spaces: direct-mapped, a page of RAM an entry. There is one array for ever,
 * so that it can be a constant of translated code:
 *
 * <pre>
 * index  = Tlb.index(address)
 * hit    = Tlb.tag(address + size - 1, key) == entries[index]      also says that the access does not cross a page
 * offset = (int) address + (int) entries[index + 1]                in RAM's bytes
 * </pre>
 */
public final class Tlb {
    /** A power of two. */
    public static final int ENTRIES = 1 << 12;

    private static final int PAGE_SHIFT = 12;
    private static final long PAGE_MASK = -Ram.PAGE_SIZE;
    /** No page's, since no key is 0. */
    private static final long NONE = 0;

    /**
     * Two words an entry: the virtual page's address and the {@linkplain AddressSpace#key key} of its space in the bits below, or 0; and
     * what to add to a virtual address, modulo 2^32, to get the offset in RAM.
     */
    public final long[] entries = new long[2 * ENTRIES];

    /** Where the first word of this address's entry is. */
    public static int index(long address) {
        return (int) (address >>> (PAGE_SHIFT - 1)) & (2 * (ENTRIES - 1));
    }

    /** The first word of the entry of this address's page in the space with this key. */
    public static long tag(long address, long key) {
        return (address & PAGE_MASK) | key;
    }

    /** The offset in RAM of this virtual address, negative if it is not cached. */
    public int offset(long address, long key) {
        int index = index(address);
        return entries[index] == tag(address, key) ? (int) address + (int) entries[index + 1] : -1;
    }

    void put(long address, long key, int offset) {
        int index = index(address);
        entries[index] = tag(address, key);
        entries[index + 1] = (long) offset - (int) address;
    }

    void clear() {
        Arrays.fill(entries, NONE);
    }

    /** Drops what is of this space. */
    void drop(long key) {
        for (int index = 0; index < entries.length; index += 2) {
            if ((entries[index] & ~PAGE_MASK) == key) {
                entries[index] = NONE;
            }
        }
    }

    /** Drops what lies in the {@code 512^level} pages from {@code first} on, which is aligned to them, in all spaces. */
    void drop(long first, int level) {
        long range = -1L << (PAGE_SHIFT + 9 * level);
        int count = Math.min(ENTRIES, 1 << (9 * level));
        for (int i = 0; i < count; i++) {
            int index = index(first + ((long) i << PAGE_SHIFT));
            if ((entries[index] & range) == first) {
                entries[index] = NONE;
            }
        }
    }
}
