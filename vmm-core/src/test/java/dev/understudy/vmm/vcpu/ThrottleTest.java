package dev.understudy.vmm.vcpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.rehearsal.EntryList;
import dev.understudy.vmm.rehearsal.Guest;
import dev.understudy.vmm.rehearsal.LiveRehearsal;
import dev.understudy.vmm.rehearsal.Programs;
import dev.understudy.vmm.rehearsal.Replay;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A vCPU that may run for a share of the time only (rule Lag). */
class ThrottleTest {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SLICE_NANOS = 50 * MICRO;

    /** Runs {@code throttle} for a second, in slices, with rests between; gives the part of it that ran. */
    private static double partRun(Throttle throttle) {
        long now = 77;
        long ran = 0;
        long end = now + 1_000 * MILLI;
        while (now < end) {
            long rest = throttle.restNanos(now);
            assertTrue(rest <= Throttle.LONGEST_REST_NANOS);
            if (rest == 0) {
                throttle.runs(now);
                ran += SLICE_NANOS;
                now += SLICE_NANOS;
            } else {
                now += rest;
            }
        }
        return ran / (1_000.0 * MILLI);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 900, 500, 250, 62})
    void itRunsForItsShareOfTheTime(int share) {
        Throttle throttle = new Throttle();
        throttle.share(share);
        assertEquals(share / 1000.0, partRun(throttle), 0.01);
    }

    @Test
    void whoIdlesOwesNothing() {
        Throttle throttle = new Throttle();
        throttle.share(500);
        long now = 0;
        for (int i = 0; i < 100; i++) {
            assertEquals(0, throttle.restNanos(now));
            throttle.runs(now);
            now += MILLI / 2;
            throttle.restNanos(now); // it waits for an interrupt
            now += MILLI / 2;
        }
    }

    @Test
    void atFullShareAgainItRestsNoMore() {
        Throttle throttle = new Throttle();
        throttle.share(100);
        throttle.restNanos(0);
        throttle.runs(0);
        assertEquals(9 * MILLI, throttle.restNanos(MILLI));
        throttle.share(1000);
        assertEquals(0, throttle.restNanos(MILLI + 1));
    }

    // ---- in a live machine ------------------------------------------------------------------------------------------

    /** Steps for so long; each slice takes its time, a rest passes wholly. */
    private static void live(LiveRehearsal live, long nanos) {
        for (long end = live.nanos() + nanos; live.nanos() < end; ) {
            live.pass(live.step() == Vcpu.Step.BLOCKED ? live.vcpu().idleNanos() : SLICE_NANOS);
        }
    }

    private static LiveRehearsal spinner() {
        return new LiveRehearsal(Programs.clockWatcher().machine(), 1_000, 1);
    }

    @Test
    void aThrottledMachineExecutesLessInTheSameTimeAndItsClockGoesOn() {
        LiveRehearsal full = spinner();
        LiveRehearsal quarter = spinner();
        quarter.vcpu().throttle(250);
        live(full, 400 * MILLI);
        live(quarter, 400 * MILLI);
        double part = (double) quarter.machine().instruction() / full.machine().instruction();
        assertEquals(0.25, part, 0.02);
        assertEquals(full.machine().guestTime(), quarter.machine().guestTime(), 40 * MILLI / 100);
        assertReplays(Programs.clockWatcher(), quarter);
    }

    @Test
    void raisedAgainItRunsAsBefore() {
        LiveRehearsal live = spinner();
        live.vcpu().throttle(100);
        live(live, 100 * MILLI);
        long throttled = live.machine().instruction();
        live.vcpu().throttle(1000);
        live(live, 100 * MILLI);
        assertTrue(live.machine().instruction() - throttled > 8 * throttled);
    }

    @Test
    void whileItRestsCommandsAreServedNothingIsExecutedAndTheLogIsFlushed() {
        LiveRehearsal live = spinner();
        live.vcpu().throttle(100);
        while (live.step() == Vcpu.Step.RAN) {
            live.pass(SLICE_NANOS);
            assertTrue(live.log().unflushed() > 0);
        }
        long instruction = live.machine().instruction();
        List<String> served = new ArrayList<>();
        live.command(() -> served.add("served"));
        assertEquals(Vcpu.Step.BLOCKED, live.step());
        assertEquals(List.of("served"), served);
        assertEquals(instruction, live.machine().instruction());
        assertEquals(0, live.log().unflushed());
    }

    private static void assertReplays(Guest guest, LiveRehearsal live) {
        Replay replay =
                Replay.of(guest.machine(), EntryList.overTheWire(live.log().entries()));
        replay.machine().run(live.machine().instruction());
        Replay.assertSameState(live.machine(), replay.machine());
    }
}
