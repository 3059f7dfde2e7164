package dev.understudy.vmm.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.replication.ExitReason;
import org.junit.jupiter.api.Test;

/** A guest's last words reach the switch once, whoever is left to say them. FakeSwitch fails at a second content. */
class PowerOffTest {
    private final HandPair pair = new HandPair().protect();

    @Test
    void theBackupSaysTheLastWordsOfAPrimaryThatDiedWithThemInItsBuffers() {
        pair.first.switchAway = true; // it sends, and nothing leaves its host
        receivePowerOff();
        assertFalse(pair.isConsoleWhole());
        pair.killFirst();
        pair.until("the backup ends", () -> pair.second.ended != null);
        assertEquals(ExitReason.GUEST_ENDED, pair.second.ended);
        assertTrue(pair.isConsoleWhole(), pair.network.console());
        assertTrue(pair.arbiter.lifeEnded());
        assertEquals(2, pair.arbiter.generation());
    }

    @Test
    void aPrimaryWithoutTheSwitchHandsTheLastWordsOver() {
        pair.first.switchAway = true;
        receivePowerOff();
        pair.first.loseSwitch();
        pair.until("both end", () -> pair.first.ended != null && pair.second.ended != null);
        assertEquals(ExitReason.HANDED_OVER, pair.first.ended);
        assertEquals(ExitReason.GUEST_ENDED, pair.second.ended);
        assertTrue(pair.isConsoleWhole(), pair.network.console());
    }

    @Test
    void whenNobodyReachesTheSwitchTheEndComesAndIsSaid() {
        pair.first.switchAway = true;
        pair.second.switchAway = true;
        receivePowerOff();
        pair.until("the primary ends", () -> pair.first.ended != null);
        assertEquals(ExitReason.GUEST_ENDED, pair.first.ended);
        assertTrue(pair.first.said.stream().anyMatch(line -> line.contains("wait for disk or switch")));
        String last = pair.first.said.get(pair.first.said.size() - 1);
        assertTrue(last.contains("lost"), last);
    }

    /** Until the first replica's guest has powered off and both know. */
    private void receivePowerOff() {
        pair.powerOff();
        pair.until("power-off", () -> pair.first.primary.isEnding());
    }
}
