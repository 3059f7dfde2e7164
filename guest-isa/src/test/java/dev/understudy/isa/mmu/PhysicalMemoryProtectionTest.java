package dev.understudy.isa.mmu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.isa.Board;
import dev.understudy.isa.PageTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Privileged ISA, section 3.7, with a grain of 4 KiB. */
class PhysicalMemoryProtectionTest {
    private static final long R = 1;
    private static final long W = 2;
    private static final long X = 4;
    private static final long TOR = 1 << 3;
    private static final long NA4 = 2 << 3;
    private static final long NAPOT = 3 << 3;
    private static final long L = 1 << 7;

    private static String rights(PhysicalMemoryProtection protection, long address, int privilege) {
        StringBuilder rights = new StringBuilder();
        for (Access access : Access.values()) {
            rights.append(
                    protection.allows(address, access, privilege)
                            ? access.name().charAt(0)
                            : '-');
        }
        return rights.toString();
    }

    private static long aligned(long base, long size) {
        return base >>> 2 | (size / 8 - 1);
    }

    @Test
    void whereNothingMatchesMachineMayDoAllAndTheOthersNothing() {
        PhysicalMemoryProtection none = new PhysicalMemoryProtection();
        assertEquals("FLS", rights(none, 0x8000_0000L, 3));
        assertEquals("---", rights(none, 0x8000_0000L, 1));
        assertEquals("---", rights(none, 0x8000_0000L, 0));
    }

    @Test
    void lowestMatchDecides() {
        PhysicalMemoryProtection protection = new PhysicalMemoryProtection();
        protection.writeAddress(0, aligned(0x8000_0000L, 0x4000));
        protection.writeAddress(1, aligned(0, 1L << 56));
        protection.writeConfigs(0, NAPOT | (NAPOT | R | W | X) << 8);
        assertEquals("---", rights(protection, 0x8000_0000L, 1));
        assertEquals("---", rights(protection, 0x8000_3fffL, 1));
        assertEquals("FLS", rights(protection, 0x8000_4000L, 1));
        assertEquals("FLS", rights(protection, 0x7fff_ffffL, 0));
        assertEquals("FLS", rights(protection, 0x8000_0000L, 3), "machine is not bound by what is not locked");
    }

    @Test
    void lockedEntryBindsMachineAndStays() {
        PhysicalMemoryProtection protection = new PhysicalMemoryProtection();
        protection.writeAddress(9, aligned(0x8000_0000L, 0x1000));
        protection.writeConfigs(8, (L | NAPOT | R) << 8);
        assertEquals("-L-", rights(protection, 0x8000_0000L, 3));
        protection.writeConfigs(8, 0);
        protection.writeAddress(9, 0);
        assertEquals("-L-", rights(protection, 0x8000_0000L, 3));
    }

    @Test
    void topOfRangeCountsFromTheEntryBefore() {
        PhysicalMemoryProtection protection = new PhysicalMemoryProtection();
        protection.writeAddress(0, 0x8000_2000L >>> 2);
        protection.writeAddress(1, 0x8000_5000L >>> 2);
        protection.writeConfigs(0, TOR | R | (TOR | X) << 8);
        assertEquals("-L-", rights(protection, 0, 1));
        assertEquals("-L-", rights(protection, 0x8000_1fffL, 1));
        assertEquals("F--", rights(protection, 0x8000_2000L, 1));
        assertEquals("F--", rights(protection, 0x8000_4fffL, 1));
        assertEquals("---", rights(protection, 0x8000_5000L, 1));
    }

    @Test
    void lockedTopOfRangeLocksItsBottomToo() {
        PhysicalMemoryProtection protection = new PhysicalMemoryProtection();
        protection.writeAddress(0, 0x8000_2000L >>> 2);
        protection.writeConfigs(0, (L | TOR) << 8);
        protection.writeAddress(0, 0);
        assertEquals(0x8000_2000L >>> 2, protection.address(0));
    }

    @ParameterizedTest
    @CsvSource({"0x6, 0x4", "0x2, 0", "0x60, 0", "0x10, 0x18", "0xff, 0x9f", "0x97, 0x9f"})
    void configurationBecomesALegalOne(String written, String expected) {
        PhysicalMemoryProtection protection = new PhysicalMemoryProtection();
        protection.writeConfigs(0, Long.decode(written) << 56);
        assertEquals(Long.decode(expected) << 56, protection.configs(0));
    }

    @Test
    void softwareFindsTheGrain() {
        PhysicalMemoryProtection protection = new PhysicalMemoryProtection();
        protection.writeAddress(0, -1);
        assertEquals(0x3f_ffff_ffff_fc00L, protection.address(0), "off: zeros below the grain, G = 10");
        protection.writeConfigs(0, NAPOT);
        assertEquals(0x3f_ffff_ffff_ffffL, protection.address(0));
        protection.writeAddress(0, 0);
        assertEquals(0x1ff, protection.address(0), "naturally aligned: ones");
        protection.writeConfigs(0, NA4 | R);
        assertEquals("-L-", rights(protection, 0xfff, 1));
        assertEquals("---", rights(protection, 0x1000, 1));
    }

    // ---- as a program meets it
    // ---------------------------------------------------------------------------------------

    /** In S with physical addresses; {@code pmp1} decides for the page at a1. */
    private static Board board(long config, String... program) {
        Board board = new Board(program);
        board.setWord("pmpaddr0", aligned(Board.BASE + 0x4000, 0x1000));
        board.setWord("pmpaddr1", -1L >>> 10);
        board.setWord("pmpcfg0", NAPOT | config | (NAPOT | R | W | X) << 8);
        board.setWord("mtvec", Board.BASE + 0x800);
        board.setWord("privilege", 1);
        board.set("a1", Board.BASE + 0x4000);
        return board;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 'ld a0,0(a1)', 5, 0",
        "0, 'sd a0,0(a1)', 7, 0",
        "0, 'jalr zero,0(a1)', 1, 0",
        "1, 'amoadd.d a0,a0,(a1)', 7, 0",
        "4, 'ld a0,8(a1)', 5, 8",
        "0, 'ld a0,-4(a1)', 5, 0",
        "1, 'sd a0,-4(a1)', 7, 0",
    })
    void refusedAccessIsAnAccessFault(long config, String instruction, int cause, int offset) {
        Board board = board(config, instruction);
        board.run(instruction.startsWith("jalr") ? 2 : 1);
        assertEquals(cause, board.word("mcause"));
        assertEquals(Board.BASE + 0x4000 + offset, board.word("mtval"));
    }

    @Test
    void changedProtectionCountsAtOnce() {
        Board board = new Board("ld a0,0(a1)", "csrrw zero,pmpcfg0,a2", "ld a0,0(a1)");
        board.setWord("pmpaddr0", aligned(Board.BASE + 0x4000, 0x1000));
        board.setWord("pmpcfg0", 0);
        board.set("a1", Board.BASE + 0x4000);
        board.set("a2", L | NAPOT);
        board.run(3);
        assertEquals(5, board.word("mcause"));
        assertEquals(3, board.hart.instruction());
    }

    @Test
    void walkReadsTablesWithTheSupervisorsRights() {
        for (long config : new long[] {0, R}) {
            Board board = board(config, "ld a0,0(a2)", "addi a3,zero,1");
            long root = Board.BASE + 0x4000;
            int flags = PageTable.ALL & ~PageTable.A;
            board.ram.store64(root + 16, PageTable.entryTo(Board.BASE, flags));
            board.setWord("satp", 8L << 60 | root >>> 12);
            board.run(1);
            assertEquals(
                    1, board.word("mcause"), "an access fault of the fetch: the table cannot be read, or not marked");
            assertEquals(Board.BASE, board.word("mtval"));
        }
    }
}
