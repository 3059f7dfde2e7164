package dev.understudy.isa.mmu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What is cached is found by its address and its space, until it is dropped. */
class TlbTest {
    private static final long PAGE = 0xffff_ffff_8765_4000L;
    private static final int OFFSET = 0x12_3000;
    private static final int NONE = -1;
    /** From one page to the next of the same entry. */
    private static final long TURN = (long) Tlb.ENTRIES << 12;

    private final Tlb tlb = new Tlb();

    @Test
    void aPageIsFoundInItsSpaceAndNoOther() {
        tlb.put(PAGE + 8, 3, OFFSET + 8);
        assertEquals(OFFSET, tlb.offset(PAGE, 3));
        assertEquals(OFFSET + 0xfff, tlb.offset(PAGE + 0xfff, 3));
        assertEquals(NONE, tlb.offset(PAGE, 4));
        assertEquals(NONE, tlb.offset(PAGE + TURN, 3));
        assertEquals(NONE, tlb.offset(PAGE - 1, 3));
    }

    @Test
    void anEmptyEntryIsNoPagesNotEvenTheFirst() {
        assertEquals(NONE, tlb.offset(0, 1));
        tlb.put(0, 1, OFFSET);
        assertEquals(OFFSET, tlb.offset(0, 1));
        tlb.clear();
        assertEquals(NONE, tlb.offset(0, 1));
    }

    @Test
    void aSpaceIsDroppedWithoutTheOthers() {
        tlb.put(PAGE, 3, OFFSET);
        tlb.put(PAGE + 0x1000, 5, OFFSET);
        tlb.drop(3);
        assertEquals(NONE, tlb.offset(PAGE, 3));
        assertEquals(OFFSET, tlb.offset(PAGE + 0x1000, 5));
    }

    @Test
    void aRangeOfPagesIsDroppedInAllSpaces() {
        long range = PAGE & -1L << 21;
        tlb.put(range - 0x1000, 1, OFFSET);
        tlb.put(range, 2, OFFSET);
        tlb.put(PAGE, 3, OFFSET);
        tlb.put(range + (1 << 21), 2, OFFSET);
        tlb.drop(range, 1);
        assertEquals(OFFSET, tlb.offset(range - 0x1000, 1));
        assertEquals(NONE, tlb.offset(range, 2));
        assertEquals(NONE, tlb.offset(PAGE, 3));
        assertEquals(OFFSET, tlb.offset(range + (1 << 21), 2));
        tlb.drop(range + (1 << 21), 0);
        assertEquals(NONE, tlb.offset(range + (1 << 21), 2));
    }
}
