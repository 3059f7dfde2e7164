package dev.understudy.isa;

import static dev.understudy.isa.PageTable.A;
import static dev.understudy.isa.PageTable.ALL;
import static dev.understudy.isa.PageTable.D;
import static dev.understudy.isa.PageTable.R;
import static dev.understudy.isa.PageTable.U;
import static dev.understudy.isa.PageTable.V;
import static dev.understudy.isa.PageTable.W;
import static dev.understudy.isa.PageTable.X;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sv39 as a program sees it: what is allowed, what traps with which cause and value (privileged ISA, chapter 4). */
class PagingTest {
    private static final long HANDLER = Board.BASE + 0x800;
    private static final long CODE = 0x4000_0000L;
    private static final long DATA = 0x12_3456_7000L;
    private static final long DATA_PAGE = Board.BASE + 0x4000;
    private static final long SUM = 1 << 18;
    private static final long MXR = 1 << 19;
    private static final long MPRV = 1 << 17;
    private static final long MPP_S = 1 << 11;

    /** In S mode, its program mapped at {@link #CODE}, traps to an unmapped handler in M. */
    private static Board board(String... program) {
        Board board = new Board(program);
        board.setWord("mtvec", HANDLER);
        board.setWord("privilege", 1);
        board.setWord("pc", CODE);
        board.set("a1", DATA);
        return board;
    }

    private static PageTable table(Board board) {
        PageTable table = new PageTable(board);
        table.map(CODE, Board.BASE, ALL, 0);
        board.setWord("satp", table.satp());
        return table;
    }

    private static void user(Board board, PageTable table) {
        table.map(CODE, Board.BASE, ALL | U, 0);
        board.setWord("privilege", 0);
    }

    private static void assertTrap(Board board, long cause, long value) {
        assertEquals(cause, board.word("mcause"), "mcause");
        assertEquals(value, board.word("mtval"), "mtval");
        assertEquals(HANDLER, board.hart.pc());
        assertEquals(3, board.hart.privilege());
    }

    @Test
    void loadAndStoreGoToTheMappedPage() {
        Board board = board("ld a0,8(a1)", "sd a0,16(a1)");
        table(board).map(DATA, DATA_PAGE, ALL, 0);
        board.ram.store64(DATA_PAGE + 8, 77);
        board.run(2);
        assertEquals(77, board.get("a0"));
        assertEquals(77, board.ram.load64(DATA_PAGE + 16));
    }

    @ParameterizedTest
    @CsvSource({
        // flags, privilege, mstatus, instruction, cause (0 for none)
        "0, 1, 0, 'ld a0,0(a1)', 13",
        "0, 1, 0, 'sd a0,0(a1)', 15",
        "0, 1, 0, 'lr.d a0,(a1)', 13",
        "0, 1, 0, 'sc.d a0,a0,(a1)', 15",
        "0, 1, 0, 'amoadd.w a0,a0,(a1)', 15",
        "VR, 1, 0, 'ld a0,0(a1)', 0",
        "VR, 1, 0, 'sd a0,0(a1)', 15",
        "VR, 1, 0, 'amoadd.w a0,a0,(a1)', 15",
        "VR, 1, 0, 'lr.w a0,(a1)', 0",
        "VW, 1, 0, 'sd a0,0(a1)', 15",
        "VWX, 1, 0, 'sd a0,0(a1)', 15",
        "VX, 1, 0, 'ld a0,0(a1)', 13",
        "VX, 1, MXR, 'ld a0,0(a1)', 0",
        "VX, 1, MXR, 'sd a0,0(a1)', 15",
        "VRWU, 1, 0, 'ld a0,0(a1)', 13",
        "VRWU, 1, 0, 'sd a0,0(a1)', 15",
        "VRWU, 1, SUM, 'ld a0,0(a1)', 0",
        "VRWU, 1, SUM, 'sd a0,0(a1)', 0",
        "VRWU, 0, 0, 'ld a0,0(a1)', 0",
        "VRWU, 0, 0, 'amoswap.d a0,a0,(a1)', 0",
        "VRW, 0, 0, 'ld a0,0(a1)', 13",
        "VRW, 0, SUM, 'sd a0,0(a1)', 15",
        "VXU, 0, MXR, 'ld a0,0(a1)', 0",
        "VRW, 1, 0, 'sd a0,-1(a1)', 15",
        "V, 1, 0, 'ld a0,0(a1)', 13",
    })
    void entryPrivilegeAndStatusDecide(String flags, int privilege, String mstatus, String instruction, int cause) {
        Board board = board(instruction);
        PageTable table = table(board);
        if (privilege == 0) {
            user(board, table);
        }
        table.map(DATA, DATA_PAGE, flags(flags), 0);
        board.setWord("mstatus", mstatus.equals("MXR") ? MXR : mstatus.equals("SUM") ? SUM : 0);
        board.run(1);
        if (cause == 0) {
            assertEquals(CODE + 4, board.hart.pc());
        } else {
            assertTrap(board, cause, instruction.contains("-1") ? DATA - 1 : DATA);
        }
    }

    private static int flags(String letters) {
        int flags = letters.equals("0") ? 0 : A | D;
        for (int i = 0; i < letters.length(); i++) {
            flags |= List.of(0, V, R, W, X, U).get("0VRWXU".indexOf(letters.charAt(i)));
        }
        return flags;
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 54, 1L << 60, 1L << 61, 1L << 62, 1L << 63})
    void reservedBitOfAnEntryIsAPageFault(long bit) {
        for (int level = 0; level < 3; level++) {
            Board board = board("ld a0,0(a1)");
            PageTable table = table(board);
            table.map(DATA, DATA_PAGE, ALL, 0);
            board.ram.store64(table.entry(DATA, level), board.ram.load64(table.entry(DATA, level)) | bit);
            board.run(1);
            assertTrap(board, 13, DATA);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {A, D, U})
    void pointerMayNotHaveBitsOfALeaf(int bit) {
        Board board = board("ld a0,0(a1)");
        PageTable table = table(board);
        table.map(DATA, DATA_PAGE, ALL, 0);
        board.ram.store64(table.entry(DATA, 1), board.ram.load64(table.entry(DATA, 1)) | bit);
        board.run(1);
        assertTrap(board, 13, DATA);
    }

    @Test
    void superpagesReachAllTheirBytesAndMustBeAligned() {
        for (int level = 1; level <= 2; level++) {
            Board board = board("ld a0,0(a1)", "ld a0,0(a1)");
            PageTable table = table(board);
            long size = 1L << (12 + 9 * level);
            long virtual = 0x3f_c000_0000L & -size;
            table.map(virtual, Board.BASE, ALL, level);
            board.ram.store64(DATA_PAGE + 0x18, 5);
            board.set("a1", virtual + DATA_PAGE + 0x18 - Board.BASE);
            board.run(1);
            assertEquals(5, board.get("a0"), "level " + level);
            table.map(virtual, Board.BASE + 0x1000, ALL, level);
            board.run(1);
            assertTrap(board, 13, board.get("a1"));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0x40_0000_0000L, 0xffff_ffbf_ffff_fff8L, 0x8000_0000_0000_0000L, 0x0000_8000_1234_5670L})
    void addressMustBeTheSignExtensionOfIts39Bits(long address) {
        Board board = board("ld a0,0(a1)");
        PageTable table = table(board);
        for (long at = 0; at < 512; at++) {
            if (at != 1) {
                table.map(at << 30, 0, ALL, 2);
            }
        }
        board.set("a1", address);
        board.run(1);
        assertTrap(board, 13, address);
    }

    @Test
    void upperHalfOfTheAddressSpaceIsMappedLikeTheLower() {
        Board board = board("sd a1,0(a1)", "ld a0,0(a1)");
        table(board).map(-0x1000, DATA_PAGE, ALL, 0);
        board.set("a1", -0x1000);
        board.run(2);
        assertEquals(-0x1000, board.ram.load64(DATA_PAGE));
        assertEquals(-0x1000, board.get("a0"));
    }

    @Test
    void hardwareSetsAccessedAndDirty() {
        Board board = board("ld a0,0(a1)", "ld a0,8(a1)", "sd a0,0(a1)");
        PageTable table = table(board);
        table.map(CODE, Board.BASE, V | R | X, 0);
        table.map(DATA, DATA_PAGE, V | R | W, 0);
        board.run(1);
        assertEquals(PageTable.entryTo(Board.BASE, V | R | X | A), board.ram.load64(table.entry(CODE, 0)));
        assertEquals(PageTable.entryTo(DATA_PAGE, V | R | W | A), board.ram.load64(table.entry(DATA, 0)));
        board.run(1);
        assertEquals(PageTable.entryTo(DATA_PAGE, V | R | W | A), board.ram.load64(table.entry(DATA, 0)));
        board.run(1);
        assertEquals(PageTable.entryTo(DATA_PAGE, V | R | W | A | D), board.ram.load64(table.entry(DATA, 0)));
    }

    @Test
    void refusedAccessSetsNeitherAccessedNorDirty() {
        Board board = board("sd a0,0(a1)");
        PageTable table = table(board);
        table.map(DATA, DATA_PAGE, V | R, 0);
        board.run(1);
        assertTrap(board, 15, DATA);
        assertEquals(PageTable.entryTo(DATA_PAGE, V | R), board.ram.load64(table.entry(DATA, 0)));
    }

    @Test
    void fetchFaultsSayWhichHalfIsMissing() {
        Board board = board();
        PageTable table = table(board);
        board.put(Board.BASE + 0xffe, "addi a0,zero,1");
        board.setWord("pc", CODE + 0xffe);
        board.run(1);
        assertTrap(board, 12, CODE + 0x1000);
        assertEquals(CODE + 0xffe, board.word("mepc"));
        table.map(CODE + 0x1000, Board.BASE + 0x1000, ALL, 0);
        board.setWord("privilege", 1);
        board.setWord("pc", CODE + 0xffe);
        board.run(1);
        assertEquals(1, board.get("a0"));
        board.setWord("pc", DATA);
        board.run(1);
        assertTrap(board, 12, DATA);
        assertEquals(3, board.hart.instruction(), "a fetch that faults counts");
    }

    @ParameterizedTest
    @CsvSource({"VRWA, 1", "VXAU, 1", "VXA, 0"})
    void fetchNeedsAnExecutablePageOfTheOwnPrivilege(String flags, int privilege) {
        Board board = board();
        PageTable table = table(board);
        board.setWord("mstatus", SUM | MXR);
        board.setWord("privilege", privilege);
        table.map(DATA, DATA_PAGE, flags(flags.replace("A", "")), 0);
        board.setWord("pc", DATA);
        board.run(1);
        assertTrap(board, 12, DATA);
    }

    @Test
    void accessAcrossTwoPagesIsOneAccess() {
        Board board = board("sd a0,0(a1)", "ld a2,0(a1)");
        PageTable table = table(board);
        table.map(DATA, DATA_PAGE, ALL, 0);
        table.map(DATA + 0x1000, DATA_PAGE + 0x3000, ALL, 0);
        board.set("a0", 0x1122_3344_5566_7788L);
        board.set("a1", DATA + 0xffb);
        board.run(2);
        assertEquals(0x1122_3344_5566_7788L, board.get("a2"));
        assertEquals(0x112233, board.ram.load32(DATA_PAGE + 0x3000));
    }

    @Test
    void accessAcrossTwoPagesOfWhichOneIsMissingFaultsThereAndStoresNothing() {
        Board board = board("sd a0,0(a1)");
        PageTable table = table(board);
        table.map(DATA, DATA_PAGE, V | R | W, 0);
        board.set("a0", -1);
        board.set("a1", DATA + 0xffb);
        board.run(1);
        assertTrap(board, 15, DATA + 0x1000);
        assertEquals(0, board.ram.load32(DATA_PAGE + 0xffc));
    }

    @Test
    void devicesAreReachedThroughThePageTableEachTime() {
        Board board = board("lw a0,0(a1)", "lw a0,0(a1)", "sw a0,0(a1)");
        table(board).map(DATA, Board.DEVICE, ALL, 0);
        board.onLoad = () -> 3;
        board.run(3);
        assertEquals(List.of("0 load 10000000 4", "1 load 10000000 4", "2 store 10000000 4 3"), board.calls);
    }

    @Test
    void nothingBehindAMappingIsAnAccessFaultAtTheVirtualAddress() {
        Board board = board("lw a0,4(a1)");
        table(board).map(DATA, 0x4000_0000L, ALL, 0);
        board.run(1);
        assertTrap(board, 5, DATA + 4);
    }

    @Test
    void tableOutsideRamIsAnAccessFaultOfTheAccess() {
        Board board = board("sd a0,0(a1)");
        PageTable table = table(board);
        board.ram.store64(table.entry(DATA, 1), PageTable.entryTo(Board.DEVICE, V));
        board.run(1);
        assertTrap(board, 7, DATA);
        assertTrue(board.calls.isEmpty(), "the walk asks no device");
    }

    @Test
    void reservationIsOfThePhysicalAddress() {
        Board board = board("lr.d a0,(a1)", "sc.d a2,a1,(a3)", "lr.d a0,(a1)", "sc.d a2,a1,(a4)");
        PageTable table = table(board);
        table.map(DATA, DATA_PAGE, ALL, 0);
        table.map(DATA + 0x1000, DATA_PAGE, ALL, 0);
        table.map(DATA + 0x2000, DATA_PAGE + 0x1000, ALL, 0);
        board.set("a3", DATA + 0x1000);
        board.set("a4", DATA + 0x2000);
        board.run(2);
        assertEquals(0, board.get("a2"), "another name of the same bytes");
        board.run(2);
        assertEquals(1, board.get("a2"), "other bytes");
    }

    @Test
    void machineModeLendsThePrivilegeOfMppToItsDataOnly() {
        Board board = new Board("ld a0,0(a1)", "csrrw zero,mstatus,a2", "ld a0,0(a1)");
        PageTable table = table(board);
        table.map(DATA, DATA_PAGE, ALL, 0);
        board.ram.store64(DATA_PAGE, 9);
        board.setWord("mtvec", HANDLER);
        board.setWord("mstatus", MPRV | MPP_S);
        board.set("a1", DATA);
        board.run(1);
        assertEquals(9, board.get("a0"));
        board.run(2);
        assertTrap(board, 5, DATA);
    }

    @Test
    void writingSatpSwitchesAtTheNextInstructionWithoutAFence() {
        Board board = board("ld a0,0(a1)", "csrrw zero,satp,a2", "ld a3,0(a1)");
        PageTable table = table(board);
        table.map(DATA, DATA_PAGE, ALL, 0);
        board.ram.store64(DATA_PAGE, 9);
        board.set("a2", table.satp() | 5L << 44);
        board.run(3);
        assertEquals(9, board.get("a3"), "another ASID, the same table");
        Board bare = board("csrrw zero,satp,zero", "addi a0,zero,1");
        table(bare);
        bare.run(2);
        assertTrap(bare, 1, CODE + 4);
        assertFalse(bare.get("a0") == 1);
    }
}
