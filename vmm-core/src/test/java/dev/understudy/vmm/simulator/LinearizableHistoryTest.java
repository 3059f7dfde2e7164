package dev.understudy.vmm.simulator;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Histories that no single counter can have given. */
class LinearizableHistoryTest {
    private final Simulator sim = new Simulator(1);
    private final LinearizableHistory checker = new LinearizableHistory(sim);
    private long nonce;

    private Clients.Operation ask() {
        Clients.Operation operation = new Clients.Operation(nonce++, 0);
        checker.invoked(operation);
        return operation;
    }

    private void answer(Clients.Operation operation, long value) {
        operation.value = value;
        checker.answered(operation);
    }

    private void refuses(Clients.Operation operation, long value, String why) {
        Violation violation = assertThrows(Violation.class, () -> answer(operation, value));
        assertTrue(violation.getMessage().contains(why), violation.getMessage());
    }

    @Test
    void whoAsksTogetherMayBeAnsweredInAnyOrder() {
        Clients.Operation one = ask();
        Clients.Operation other = ask();
        answer(one, 2);
        answer(other, 1);
        checker.finished();
    }

    @Test
    void aValueIsGivenOnce() {
        Clients.Operation one = ask();
        Clients.Operation other = ask();
        answer(one, 1);
        refuses(other, 1, "were both answered 1");
    }

    @Test
    void whoAsksAfterAnAnswerIsGivenAHigherValue() {
        Clients.Operation one = ask();
        ask();
        answer(one, 2);
        refuses(ask(), 1, "2 was known before");
    }

    @Test
    void noValueIsAheadOfWhatWasAskedFor() {
        refuses(ask(), 2, "only 1 were asked for");
    }

    @Test
    void aValueThatNobodyWasToldWasLost() {
        ask();
        answer(ask(), 2);
        Violation violation = assertThrows(Violation.class, checker::finished);
        assertTrue(violation.getMessage().contains("nobody was told 1"), violation.getMessage());
    }
}
