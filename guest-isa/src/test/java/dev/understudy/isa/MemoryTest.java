package dev.understudy.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryTest {
    private static final long DATA = Board.BASE + 0x2000;
    private static final long PATTERN = 0x8899_aabb_ccdd_eeffL;

    @ParameterizedTest
    @CsvSource({
        "lb, 0xffffffffffffffff",
        "lh, 0xffffffffffffeeff",
        "lw, 0xffffffffccddeeff",
        "ld, 0x8899aabbccddeeff",
        "lbu, 0xff",
        "lhu, 0xeeff",
        "lwu, 0xccddeeff",
    })
    void loadsAtEveryAlignmentAlsoAcrossPages(String mnemonic, String expected) {
        for (long address = DATA + 0xff8; address < DATA + 0x1008; address++) {
            Board board = new Board(mnemonic + " a0,-8(a1)");
            board.ram.store64(address, PATTERN);
            board.set("a1", address + 8);
            board.run(1);
            assertEquals(Long.parseUnsignedLong(expected.substring(2), 16), board.get("a0"));
        }
    }

    @ParameterizedTest
    @CsvSource({"sb, 1", "sh, 2", "sw, 4", "sd, 8"})
    void storesAtEveryAlignmentAlsoAcrossPages(String mnemonic, int size) {
        for (long address = DATA + 0xff0; address < DATA + 0x1008; address++) {
            Board board = new Board(mnemonic + " a0,8(a1)");
            for (int page = 0; page < board.ram.pageCount(); page++) {
                board.ram.clean(page);
            }
            board.set("a0", PATTERN);
            board.set("a1", address - 8);
            board.run(1);
            for (int i = -1; i <= size; i++) {
                long expected = i < 0 || i == size ? 0 : (PATTERN >>> (8 * i)) & 0xff;
                assertEquals(expected, board.ram.load8(address + i));
            }
            assertEquals(address < DATA + 0x1000, board.ram.isDirty(2));
            assertEquals(address + size > DATA + 0x1000, board.ram.isDirty(3));
            assertFalse(board.ram.isDirty(4));
        }
    }

    @Test
    void accessPartlyOutsideRamFaultsWithoutEffect() {
        Board board = new Board("sd a0,0(a1)");
        long last = Board.BASE + (1 << 16) - 4;
        board.set("a0", -1);
        board.set("a1", last);
        board.run(1);
        assertEquals(7, board.word("mcause"));
        assertEquals(0, board.ram.load32(last));
        assertEquals(List.of(), board.calls);
    }

    @Test
    void busSeesEachAccessOnceWithItsSize() {
        Board board = new Board("lb a0,0(a1)", "lwu a2,0(a1)", "sh a3,0(a1)", "sd a3,0(a1)");
        board.set("a1", Board.DEVICE);
        board.set("a3", 0x1234_5678);
        board.onLoad = () -> 0xffff_fff0L;
        board.run(4);
        assertEquals(-16, board.get("a0"));
        assertEquals(0xffff_fff0L, board.get("a2"));
        assertEquals(
                List.of(
                        "0 load 10000000 1",
                        "1 load 10000000 4",
                        "2 store 10000000 2 12345678",
                        "3 store 10000000 8 12345678"),
                board.calls);
    }

    @Test
    void storeConditionalSucceedsOnceAfterItsLoad() {
        Board board = new Board("sc.w a0,a2,(a1)", "lr.w a3,(a1)", "sc.w a4,a2,(a1)", "sc.w a5,a2,(a1)");
        board.set("a1", DATA);
        board.set("a2", 9);
        board.ram.store32(DATA, 0x8000_0000);
        board.run(1);
        assertEquals(1, board.get("a0"), "no reservation");
        assertEquals(0x8000_0000, board.ram.load32(DATA));
        board.run(3);
        assertEquals(0xffff_ffff_8000_0000L, board.get("a3"));
        assertEquals(0, board.get("a4"));
        assertEquals(1, board.get("a5"), "the reservation is used up");
        assertEquals(9, board.ram.load32(DATA));
    }

    @Test
    void reservationIsStateAndDmaEndsIt() {
        Board board = new Board("lr.d a0,(a1)", "sc.d a2,a1,(a1)", "sc.d a3,a1,(a4)");
        board.set("a1", DATA);
        board.set("a4", DATA + 8);
        board.run(1);
        long[] reserved = board.hart.save();
        board.hart.clearReservation();
        board.run(1);
        assertEquals(1, board.get("a2"));
        board.hart.restore(reserved);
        board.run(1);
        assertEquals(0, board.get("a2"));
        board.hart.restore(reserved);
        board.setWord("pc", Board.BASE + 8);
        board.run(1);
        assertEquals(1, board.get("a3"), "another address");
    }

    /** A device's store that does not end the reservation is lost under the guest's. */
    @Test
    void withoutTheRuleAGuestOverwritesWhatADeviceJustWrote() {
        Board board = new Board("lr.d a0,(a1)", "sc.d a2,a3,(a1)");
        board.set("a1", DATA);
        board.set("a3", 7);
        board.run(1);
        board.ram.store64(DATA, PATTERN);
        board.run(1);
        assertEquals(0, board.get("a2"), "it believes that nobody wrote");
        assertEquals(7, board.ram.load64(DATA));
    }

    @Test
    void containsNeverOverflows() {
        Ram ram = new Ram(Board.BASE, 1 << 16);
        assertTrue(ram.contains(Board.BASE, 1 << 16));
        assertTrue(ram.contains(Board.BASE + (1 << 16), 0));
        assertFalse(ram.contains(Board.BASE, (1 << 16) + 1));
        assertFalse(ram.contains(Board.BASE + 1, Long.MAX_VALUE));
        assertFalse(ram.contains(Board.BASE - 1, 2));
        assertFalse(ram.contains(-1, 2));
        assertFalse(ram.contains(Long.MIN_VALUE, Long.MAX_VALUE));
        assertFalse(ram.contains(Board.BASE, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> ram.load64(Board.BASE + (1 << 16) - 7));
        assertThrows(IndexOutOfBoundsException.class, () -> ram.write(Board.BASE - 1, new byte[2], 0, 2));
    }
}
