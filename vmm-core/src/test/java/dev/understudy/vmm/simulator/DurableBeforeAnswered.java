package dev.understudy.vmm.simulator;

/** What a client was told is on the disk, whatever crashes: the guest flushes before it answers (rule Unsynced writes). */
final class DurableBeforeAnswered implements Checker {
    private final Simulator sim;
    private long told;

    DurableBeforeAnswered(Simulator sim) {
        this.sim = sim;
    }

    @Override
    public void answered(Clients.Operation operation) {
        told = Math.max(told, operation.value);
        check();
    }

    @Override
    public void finished() {
        check();
    }

    private void check() {
        long durable = sim.disk().image().durableValue();
        if (durable < told) {
            throw new Violation("durable", "a client was told " + told + "; " + durable + " would survive a crash");
        }
    }
}
