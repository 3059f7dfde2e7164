package dev.understudy.vmm.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoLiveTest {
    private final List<String> steps = new ArrayList<>();
    private final GoLive goLive = new GoLive(8, new GoLive.Steps() {
        @Override
        public void setClock(GuestTime time) {
            steps.add("clock");
        }

        @Override
        public void attach(long generation) {
            steps.add("attach " + generation);
        }

        @Override
        public void reissue() {
            steps.add("re-issue");
        }

        @Override
        public void run(long generation) {
            steps.add("run " + generation);
        }
    });

    @Test
    void nothingIsSentBeforeTheSwitchHasAnswered() {
        goLive.begin(new GuestTime(0, 0));
        assertEquals(List.of("clock", "attach 8"), steps);
        assertFalse(goLive.isRunning());
        goLive.attached();
        assertEquals(List.of("clock", "attach 8", "re-issue", "run 8"), steps);
        assertTrue(goLive.isRunning());
    }

    @Test
    void attachingAgainLaterReissuesNothing() {
        goLive.begin(new GuestTime(0, 0));
        goLive.attached();
        goLive.attached();
        assertEquals(4, steps.size());
    }

    @Test
    void whoIsFencedWhileAttachingNeverRuns() {
        goLive.begin(new GuestTime(0, 0));
        goLive.fenced();
        goLive.attached();
        assertEquals(List.of("clock", "attach 8"), steps);
    }

    @Test
    void anAnswerWithoutAQuestionDoesNothing() {
        goLive.attached();
        assertEquals(List.of(), steps);
    }

    @Test
    void aReplicaGoesLiveOnce() {
        goLive.begin(new GuestTime(0, 0));
        assertThrows(IllegalStateException.class, () -> goLive.begin(new GuestTime(0, 0)));
    }
}
