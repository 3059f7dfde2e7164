package dev.understudy.vmm.simulator;

/** Somebody at the guest's console, who asks it for its status now and then. */
final class Typist {
    private final Simulator sim;
    private int pauseMicros;
    private int typed;
    private boolean stopped;

    Typist(Simulator sim) {
        this.sim = sim;
    }

    /** Types a key, and the next one after at most so long. */
    void begin(int mostPauseMicros) {
        pauseMicros = mostPauseMicros;
        thinkThenType();
    }

    void stop() {
        stopped = true;
    }

    private void thinkThenType() {
        sim.time().after(sim.time().micros(1, pauseMicros), null, () -> {
            SwitchServer server = sim.switchServer();
            if (server.isUp() && !stopped) {
                typed++;
                sim.time().after(sim.time().micros(10, 200), server.process(), () -> server.type((byte) 'i'));
            }
            if (!stopped) {
                thinkThenType();
            }
        });
    }

    /** Keys so far. */
    int typed() {
        return typed;
    }
}
