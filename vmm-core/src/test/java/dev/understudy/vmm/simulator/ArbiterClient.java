package dev.understudy.vmm.simulator;

import dev.understudy.vmm.replication.Arbiter;
import dev.understudy.vmm.replication.ClaimantId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Asks the disk server's arbiter, as {@code NbdArbiter} does: one connection, made when needed; what is not answered in
 * time, or whose connection ends, is unreachable.
 */
final class ArbiterClient {
    private static final class Ask {
        private final Consumer<Arbiter.Answer> answer;
        private boolean answered;

        private Ask(Consumer<Arbiter.Answer> answer) {
            this.answer = answer;
        }

        private void answer(Arbiter.Answer said) {
            if (!answered) {
                answered = true;
                answer.accept(said);
            }
        }
    }

    private final SimulatedProcess process;
    private final Simulator sim;
    private final ClaimantId claimant;
    private final List<Ask> asks = new ArrayList<>();
    private Wire wire;

    ArbiterClient(SimulatedProcess process, ClaimantId claimant) {
        this.process = process;
        this.sim = process.sim;
        this.claimant = claimant;
    }

    void ask(Arbiter.Request request, Consumer<Arbiter.Answer> answer) {
        Ask ask = new Ask(answer);
        asks.add(ask);
        DiskServer server = sim.disk();
        if (wire == null && server.isUp()) {
            wire = new Wire(sim, process, server.process());
            Wire mine = wire;
            wire.onClosed(process, reason -> drop(mine, reason));
        }
        if (wire == null) {
            process.after(sim.time().micros(20, 300), () -> give(ask, new Arbiter.Answer.Unreachable("refused")));
            return;
        }
        Wire on = wire;
        on.send(process, () -> server.ask(claimant, request, said -> on.send(server.process(), () -> give(ask, said))));
        sim.time().after(sim.limits().silenceNanos(), process, () -> {
            if (!ask.answered) {
                drop(on, "no answer");
            }
        });
    }

    private void give(Ask ask, Arbiter.Answer said) {
        if (asks.remove(ask)) {
            ask.answer(said);
        }
    }

    private void drop(Wire dropped, String reason) {
        if (wire == dropped) {
            wire.close(process, reason);
            wire = null;
            List<Ask> unanswered = List.copyOf(asks);
            asks.clear();
            unanswered.forEach(ask -> ask.answer(new Arbiter.Answer.Unreachable(reason)));
        }
    }
}
