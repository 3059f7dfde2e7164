package dev.understudy.vmm.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.StopReason;
import dev.understudy.isa.interpreter.Interpreter;
import dev.understudy.isa.translator.Translator;
import dev.understudy.vmm.replication.ExitReason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas on different engines live one life; an engine that errs is found out. */
class LockstepOfEnginesTest {
    private static final int INCREMENTS = 60;

    private static Simulator alone(long seed) {
        Simulator sim = new Simulator(seed);
        sim.clients().begin(4, INCREMENTS, 2_000);
        sim.until("the guest serves", () -> sim.clients().answered() >= 3);
        return sim;
    }

    private static void protect(Simulator sim) {
        sim.join(sim.owner());
        sim.until("protected", sim::isProtected);
    }

    @ParameterizedTest
    @ValueSource(longs = {60, 61, 62})
    void theTranslatorTakesOverFromTheInterpreterAndTheInterpreterFromTheTranslator(long seed) {
        Simulator sim = alone(seed);
        sim.backupsRunOn(Translator::eager);
        protect(sim);
        sim.until("a third", () -> sim.clients().answered() >= INCREMENTS / 3);
        sim.owner().kill(false);
        sim.until("live", () -> sim.replica(2).isLive());
        sim.backupsRunOn(Interpreter::new);
        protect(sim);
        sim.until("two thirds", () -> sim.clients().answered() >= INCREMENTS * 2 / 3);
        sim.owner().kill(false);
        sim.until("all answers", () -> sim.clients().areDone());
        sim.checkers().forEach(Checker::finished);
        assertEquals(INCREMENTS, sim.disk().image().value());
        assertEquals(3, sim.disk().record().generation());
    }

    /** Executes as it should, but leaves a wrong value in a register that the guest does not use. */
    private record Erring(Hart hart, ExecutionEngine engine) implements ExecutionEngine {
        private static final int GP = 3;

        Erring(Hart hart) {
            this(hart, Translator.eager(hart));
        }

        @Override
        public StopReason run(long until) {
            StopReason reason = engine.run(until);
            hart.setRegister(GP, hart.register(GP) ^ 1);
            return reason;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {63, 64})
    void aBackupWhoseEngineErrsIsFoundOut(long seed) {
        Simulator sim = alone(seed);
        sim.backupsRunOn(Erring::new);
        Replica backup = sim.join(sim.owner());
        sim.spoils(backup);
        sim.until("the difference is found", () -> backup.ended() != null);
        assertEquals(ExitReason.DIVERGED, backup.ended());
    }
}
