package dev.understudy.vmm.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.isa.Hart;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.rehearsal.Guest;
import dev.understudy.vmm.rehearsal.Program;
import dev.understudy.vmm.rehearsal.Rehearsal;
import dev.understudy.vmm.rehearsal.Run;
import org.junit.jupiter.api.Test;

/** Rule <i>Interrupts</i> for Sstc: becoming due is always an entry, whatever stimecmp says. */
class SupervisorTimerTest {
    private static final int MENVCFG = 0x30a;
    private static final int STIMECMP = 0x14d;
    private static final int MTIMECMP = 0x200_4000;
    private static final int SUPERVISOR_TIMER = 1 << 5;
    private static final int MACHINE_TIMER = 1 << 7;

    /** Gives STIP to Sstc, sets both timers, then reads mip into x10 for ever. */
    private static Machine machine(int stimecmp, int mtimecmp) {
        Program p = new Program().with("ADDI", 5, 0, 1).with("SLLI", 5, 5, 63).with("CSRRW", 0, 5, MENVCFG);
        p.with("ADDI", 5, 0, stimecmp).with("CSRRW", 0, 5, STIMECMP);
        p.li(6, MTIMECMP).with("ADDI", 5, 0, mtimecmp).store("SD", 5, 6, 0);
        return started(p.label("loop").with("CSRRS", 10, 0, Program.MIP).jump("loop"));
    }

    private static Machine started(Program program) {
        Machine machine = Guest.of(program).machine();
        machine.run(50);
        return machine;
    }

    private static long pending(Machine machine) {
        machine.run(machine.instruction() + 2);
        return machine.hartState()[Hart.stateNames().indexOf("x10/a0")];
    }

    @Test
    void earlierOfTheTwoTimersIsTheDeadlineAndEachPendsAtItsOwn() {
        Machine machine = machine(700, 300);
        assertEquals(300, machine.timerDeadline());
        machine.apply(new Event.TimerDue());
        assertEquals(MACHINE_TIMER, pending(machine));
        assertEquals(700, machine.timerDeadline());
        machine.apply(new Event.TimerDue());
        assertEquals(MACHINE_TIMER | SUPERVISOR_TIMER, pending(machine));
        assertFalse(machine.timerArmed());
        assertThrows(IllegalStateException.class, () -> machine.apply(new Event.TimerDue()));
    }

    @Test
    void oneEntryPendsAllTimersThatAreReached() {
        Machine machine = machine(500, 500);
        machine.apply(new Event.TimerDue());
        assertEquals(MACHINE_TIMER | SUPERVISOR_TIMER, pending(machine));
        assertFalse(machine.timerArmed());
        assertEquals(500, machine.guestTime());
    }

    @Test
    void deadlinesAreUnsignedAndAllOnesIsNever() {
        Machine machine = machine(-1, 500);
        assertEquals(500, machine.timerDeadline());
        machine.apply(new Event.TimerDue());
        assertEquals(MACHINE_TIMER, pending(machine));
        assertEquals(-1, machine.timerDeadline());
    }

    @Test
    void withoutStceTheTimerIsNotTheSupervisors() {
        Program p = new Program().with("ADDI", 5, 0, 9).with("CSRRW", 0, 5, STIMECMP);
        assertFalse(started(p.label("loop").jump("loop")).timerArmed());
    }

    @Test
    void writtenStimecmpClearsThePendAndWaitsForAnEntryAlsoForATimeThatIsPast() {
        Program p = new Program().with("ADDI", 5, 0, 1).with("SLLI", 5, 5, 63).with("CSRRW", 0, 5, MENVCFG);
        p.label("loop").with("CSRRW", 0, 0, STIMECMP).with("CSRRS", 10, 0, Program.MIP);
        for (int i = 0; i < 100; i++) {
            p.plain("FENCE");
        }
        Machine machine = started(p.with("CSRRS", 11, 0, Program.MIP).jump("loop"));
        machine.apply(new Event.TimerDue());
        machine.run(machine.instruction() + 70);
        assertEquals(SUPERVISOR_TIMER, machine.hartState()[Hart.stateNames().indexOf("x11/a1")]);
        assertEquals(0, machine.hartState()[Hart.stateNames().indexOf("x10/a0")]);
        assertTrue(machine.timerArmed());
        assertEquals(0, machine.timerDeadline());
    }

    /** A kernel's clock: in S, its handler sets stimecmp anew and prints a letter. */
    private static Guest ticker() {
        Program p = new Program().with("ADDI", 5, 0, -1).with("CSRRW", 0, 5, 0x3b0); // pmpaddr0
        p.with("ADDI", 5, 0, 0x1f).with("CSRRW", 0, 5, 0x3a0); // pmpcfg0: S may do all
        p.with("ADDI", 5, 0, SUPERVISOR_TIMER).with("CSRRW", 0, 5, 0x303).with("CSRRW", 0, 5, Program.MIE); // mideleg
        p.with("CSRRWI", 0, 2, 0x306); // mcounteren.TM
        p.with("ADDI", 5, 0, 1).with("SLLI", 5, 5, 63).with("CSRRW", 0, 5, MENVCFG);
        p.la(5, "handler").with("CSRRW", 0, 5, 0x105).la(5, "supervisor").with("CSRRW", 0, 5, 0x341); // stvec, mepc
        p.li(5, 0x802).with("CSRRW", 0, 5, Program.MSTATUS).plain("MRET");
        p.label("supervisor").li(10, 0x1000_0000).with("ADDI", 7, 0, 'a');
        p.with("CSRRS", 6, 0, Program.TIME).with("CSRRW", 0, 6, STIMECMP);
        p.label("sleep").with("ADDI", 8, 8, 1).plain("WFI").jump("sleep");
        p.label("handler").store("SB", 7, 10, 0).with("ADDI", 7, 7, 1);
        p.with("CSRRS", 6, 0, Program.TIME)
                .with("ADDI", 6, 6, 900)
                .with("CSRRW", 0, 6, STIMECMP)
                .plain("SRET");
        return Guest.of(p);
    }

    @Test
    void supervisorsTicksAreReplayedAndResumed() {
        Run run = Rehearsal.of(ticker()).until(300).assertAlike();
        assertTrue(run.console().startsWith("abcdef"), run.console());
        assertTrue(run.entries().stream()
                        .filter(entry -> entry.event() instanceof Event.TimerDue)
                        .count()
                > 5);
    }
}
