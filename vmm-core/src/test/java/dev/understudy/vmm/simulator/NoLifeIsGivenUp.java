package dev.understudy.vmm.simulator;

/**
 * While a replica stands that is entitled to go on, nobody begins a new life, but at an operator's word (rule Cold start):
 * the requests in the old one would be lost for nothing. Who was not heard of for ten failure limits may be given up.
 */
final class NoLifeIsGivenUp implements Checker {
    private final Simulator sim;

    NoLifeIsGivenUp(Simulator sim) {
        this.sim = sim;
    }

    @Override
    public void lifeIsGivenUp(Generations record) {
        if (record.openedFor() != null) {
            Replica named = sim.replica(record.openedFor());
            boolean heard =
                    sim.time().now() - named.heardOfAt() < 9 * sim.limits().silenceNanos();
            if (named.isAlive() && named.ended() == null && heard) {
                throw new Violation("no life given up", named + " was to go on with the life of " + record);
            }
        }
    }
}
