package dev.understudy.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exceptions, delegation, returns, interrupts: what is counted and where they are taken. */
class TrapTest {
    private static final long HANDLER = Board.BASE + 0x800;
    private static final long S_HANDLER = Board.BASE + 0xc00;

    private static Board board(String... program) {
        Board board = new Board(program);
        board.setWord("mtvec", HANDLER);
        board.setWord("stvec", S_HANDLER);
        return board;
    }

    @ParameterizedTest
    @CsvSource({
        "ecall, 11, 0",
        "ebreak, 3, 0x80000000",
        "'lw a0,0(a1)', 5, 0x40000000",
        "'sw a0,4(a1)', 7, 0x40000004",
        "'lr.w a0,(a1)', 5, 0x40000000",
        "'sc.w a0,a2,(a1)', 7, 0x40000000",
        "'amoadd.d a0,a2,(a1)', 7, 0x40000000",
        "'lr.d a0,(a3)', 4, 0x80000044",
        "'sc.d a0,a2,(a3)', 6, 0x80000044",
        "'amoor.d a0,a2,(a3)', 6, 0x80000044",
        "'csrrw a0,0x3c0,a1', 2, 0x3c059573",
        "'csrrw a0,cycle,a1', 2, 0xc0059573",
        "'csrrs a0,seed,zero', 2, 0x01502573",
    })
    void exceptionIsCountedAndSaysCauseAndValue(String instruction, int cause, String value) {
        Board board = board(instruction);
        board.set("a0", 77);
        board.set("a1", 0x4000_0000L);
        board.set("a3", Board.BASE + 0x44);
        board.run(1);
        assertEquals(1, board.hart.instruction());
        assertEquals(HANDLER, board.hart.pc());
        assertEquals(cause, board.word("mcause"));
        assertEquals(Long.decode(value), board.word("mtval"));
        assertEquals(Board.BASE, board.word("mepc"));
        assertEquals(77, board.get("a0"), "a trapping instruction writes nothing");
    }

    @Test
    void fetchOutsideRamIsAFaultThatCounts() {
        Board board = board("jalr ra,0(a0)");
        board.set("a0", 0x1234_5678L);
        board.run(2);
        assertEquals(2, board.hart.instruction());
        assertEquals(1, board.word("mcause"));
        assertEquals(0x1234_5678L, board.word("mtval"));
        assertEquals(0x1234_5678L, board.word("mepc"));
        assertTrue(board.calls.isEmpty(), "nothing is fetched from the bus");
    }

    @Test
    void fetchHalfOutsideRamFaultsAtTheMissingHalf() {
        long last = Board.BASE + (1 << 16) - 2;
        Board board = board("jalr zero,0(a0)");
        board.ram.store16(last, 0x0513);
        board.set("a0", last);
        board.run(2);
        assertEquals(last, board.word("mepc"));
        assertEquals(last + 2, board.word("mtval"));
    }

    @Test
    void instructionThatCrossesAPageIsExecutedAndSeesBothHalvesAnew() {
        Board board = board();
        long address = Board.BASE + 0xffe;
        board.put(address, "addi a0,a0,1", "jal zero,.-4");
        board.setWord("pc", address);
        board.run(2);
        assertEquals(1, board.get("a0"));
        assertEquals(address, board.hart.pc());
        board.ram.store16(Board.BASE + 0x1000, 0x0075);
        board.run(2);
        assertEquals(8, board.get("a0"), "addi a0,a0,7 now");
        assertEquals(4, board.hart.instruction());
    }

    @Test
    void compressedIllegalInstructionReportsItsSixteenBits() {
        Board board = board();
        board.ram.store32(Board.BASE, 0x1234_8002);
        board.run(1);
        assertEquals(2, board.word("mcause"));
        assertEquals(0x8002, board.word("mtval"));
    }

    @Test
    void delegatedExceptionOfUserGoesToSupervisorAndReturns() {
        Board board = board("mret");
        board.put(Board.BASE + 0x100, "ecall");
        board.put(S_HANDLER, "csrrs a0,scause,zero", "sret");
        board.setWord("mepc", Board.BASE + 0x100);
        board.setWord("medeleg", 1 << 8);
        board.run(2);
        assertEquals(1, board.hart.privilege());
        assertEquals(S_HANDLER, board.hart.pc());
        board.run(2);
        assertEquals(8, board.get("a0"));
        assertEquals(0, board.hart.privilege());
        assertEquals(Board.BASE + 0x100, board.hart.pc());
        assertEquals(4, board.hart.instruction());
    }

    @Test
    void machineKeepsItsOwnExceptionsWhateverIsDelegated() {
        Board board = board("ebreak");
        board.setWord("medeleg", 0xb3ff);
        board.run(1);
        assertEquals(HANDLER, board.hart.pc());
        assertEquals(3, board.hart.privilege());
    }

    @ParameterizedTest
    @CsvSource({
        "1, sret, 0x400000, true",
        "1, sret, 0, false",
        "0, sret, 0, true",
        "1, mret, 0, true",
        "1, wfi, 0x200000, true",
        "1, wfi, 0, false",
        "0, wfi, 0, true",
        "1, 'sfence.vma zero,zero', 0x100000, true",
        "1, 'sfence.vma zero,zero', 0, false",
        "0, 'sfence.vma zero,zero', 0, true",
        "1, 'csrrs a0,satp,zero', 0x100000, true",
        "1, 'csrrs a0,satp,zero', 0, false",
        "1, 'csrrs a0,mstatus,zero', 0, true",
        "0, 'csrrs a0,sstatus,zero', 0, true",
        "1, 'csrrs a0,time,zero', 0, true",
        "1, 'csrrw a0,seed,zero', 0, true",
        "3, 'csrrw a0,seed,zero', 0, false",
    })
    void privilegeDecidesWhatIsIllegal(int privilege, String instruction, String mstatus, boolean illegal) {
        Board board = board(instruction);
        board.setWord("mstatus", Long.decode(mstatus));
        board.setWord("privilege", privilege);
        board.run(1);
        assertEquals(illegal ? 2 : 0, board.word("mcause"));
        assertEquals(1, board.hart.instruction());
        assertTrue(!illegal || board.calls.isEmpty(), "a trapping instruction asks for no value");
    }

    @Test
    void interruptIsTakenBeforeTheNextInstructionAndNotCounted() {
        Board board = board("addi a0,a0,1", "addi a0,a0,1", "addi a0,a0,1");
        board.put(HANDLER, "addi a1,a1,1", "mret");
        board.setWord("mie", 1 << 7);
        board.setWord("mstatus", 8);
        board.run(1);
        board.hart.setInterrupt(7, true);
        assertTrue(board.hart.interruptPending());
        assertEquals(Board.BASE + 4, board.hart.pc(), "pended, not yet taken");
        board.run(1);
        assertEquals(2, board.hart.instruction());
        assertEquals(HANDLER + 4, board.hart.pc());
        assertEquals(Board.BASE + 4, board.word("mepc"));
        assertEquals(0x8000_0000_0000_0007L, board.word("mcause"));
        board.hart.setInterrupt(7, false);
        board.run(2);
        assertEquals(2, board.get("a0"));
        assertEquals(1, board.get("a1"));
        assertEquals(4, board.hart.instruction());
    }

    @Test
    void interruptsAreTakenInTheirOrderAndVectored() {
        List<Integer> order = List.of(11, 3, 7, 9);
        for (int i = 0; i < order.size(); i++) {
            Board board = board("addi zero,zero,0");
            board.setWord("mtvec", HANDLER | 1);
            board.setWord("mie", 0xaaa);
            board.setWord("mstatus", 8);
            order.subList(i, order.size()).forEach(cause -> board.hart.setInterrupt(cause, true));
            board.put(HANDLER + 4L * order.get(i), "addi a0,zero,1");
            board.run(1);
            assertEquals(1, board.get("a0"), "vector of " + order.get(i));
        }
    }

    @Test
    void csrWriteThatEnablesAnInterruptIsFollowedByIt() {
        Board board = board("csrrsi zero,mstatus,8", "addi a0,zero,1");
        board.setWord("mie", 1 << 3);
        board.hart.setInterrupt(3, true);
        assertFalse(board.hart.interruptPending());
        board.run(1);
        assertTrue(board.hart.interruptPending());
        board.put(HANDLER, "addi a1,zero,1");
        board.run(1);
        assertEquals(1, board.get("a1"));
        assertEquals(0, board.get("a0"));
    }

    @Test
    void interruptRaisedInTheMiddleOfALoadIsTakenRightAfterIt() {
        Board board = board("ld a0,0(a1)", "addi a2,zero,1");
        board.put(HANDLER, "addi a3,zero,1");
        board.set("a1", Board.DEVICE);
        board.setWord("mie", 1 << 11);
        board.setWord("mstatus", 8);
        board.onLoad = () -> {
            board.hart.setInterrupt(11, true);
            return 42;
        };
        board.run(2);
        assertEquals(42, board.get("a0"));
        assertEquals(0, board.get("a2"));
        assertEquals(1, board.get("a3"));
        assertEquals(Board.BASE + 4, board.word("mepc"));
        assertEquals(List.of("0 load 10000000 8"), board.calls);
    }

    @Test
    void delegatedInterruptWaitsInMachineAndIsTakenInSupervisor() {
        Board board = board("addi a0,a0,1", "mret");
        board.setWord("mepc", Board.BASE + 0x100);
        board.put(Board.BASE + 0x100, "addi a0,a0,1");
        board.put(S_HANDLER, "addi a2,zero,1");
        board.setWord("mideleg", 1 << 9);
        board.setWord("mie", 1 << 9);
        board.setWord("mstatus", 8 | 1 << 11 | 2);
        board.hart.setInterrupt(9, true);
        board.run(2);
        assertEquals(1, board.get("a0"));
        assertTrue(board.hart.interruptPending());
        board.run(1);
        assertEquals(1, board.get("a2"));
        assertEquals(0x8000_0000_0000_0009L, board.word("scause"));
        assertEquals(Board.BASE + 0x100, board.word("sepc"));
        assertEquals(1, board.hart.privilege());
    }

    @Test
    void stopRequestedByADeviceComesAfterThatInstruction() {
        Board board = board("ld a0,0(a1)", "addi a2,zero,1");
        board.set("a1", Board.DEVICE);
        board.onLoad = () -> {
            board.hart.requestStop();
            return 1;
        };
        assertEquals(StopReason.REQUESTED, board.run(10));
        assertEquals(1, board.hart.instruction());
        assertEquals(StopReason.REACHED, board.run(1));
        assertEquals(1, board.get("a2"));
    }

    @Test
    void waitCountsOnceAndRunningOnIsAllowed() {
        Board board = board("wfi", "addi a0,a0,1", "wfi", "addi a0,a0,1");
        assertEquals(StopReason.WAITING, board.run(10));
        assertEquals(1, board.hart.instruction());
        assertEquals(Board.BASE + 4, board.hart.pc());
        board.setWord("mie", 1 << 7);
        board.hart.setInterrupt(7, true);
        assertEquals(StopReason.REACHED, board.run(3), "masked, but enabled in mie: WFI does not wait");
        assertEquals(2, board.get("a0"));
    }

    @Test
    void returnEndsTheReservation() {
        Board board = board("lr.d a0,(a1)", "mret");
        board.set("a1", Board.BASE + 64);
        board.setWord("mepc", Board.BASE + 0x100);
        board.setWord("mstatus", 3 << 11);
        board.put(Board.BASE + 0x100, "sc.d a0,a1,(a1)");
        board.run(3);
        assertEquals(1, board.get("a0"));
    }
}
