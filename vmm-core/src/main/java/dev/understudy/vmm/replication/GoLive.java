package dev.understudy.vmm.replication;

/**
 * What follows a grant, in this order and no other: set the clock and re-arm the timer, attach at the switch and wait for its
 * answer, re-issue what is pending, run. Nothing is sent and no input is taken before the attach is answered.
 */
public final class GoLive {
    /** The steps, carried out at once when called. */
    public interface Steps {
        /** The machine's clock goes on from here; a timer that is due becomes an entry when the machine runs. */
        void setClock(GuestTime time);

        /** Ask the switch; answered by {@link GoLive#attached}. */
        void attach(long generation);

        /** Pending disk and entropy requests go out under their old ids, outputs not known released in their order. */
        void reissue();

        /** The vCPU decides events from now on. */
        void run(long generation);
    }

    private enum Step {
        GRANTED,
        ATTACHING,
        RUNNING,
        FENCED
    }

    private final long generation;
    private final Steps steps;
    private Step step = Step.GRANTED;

    public GoLive(long generation, Steps steps) {
        this.generation = generation;
        this.steps = steps;
    }

    /** The grant is in hand. */
    public void begin(GuestTime time) {
        if (step != Step.GRANTED) {
            throw new IllegalStateException("a replica goes live once");
        }
        step = Step.ATTACHING;
        steps.setClock(time);
        steps.attach(generation);
    }

    /** The switch took this replica as the VM's. A further attach, after the switch restarted, changes nothing here. */
    public void attached() {
        if (step == Step.ATTACHING) {
            step = Step.RUNNING;
            steps.reissue();
            steps.run(generation);
        }
    }

    /** Another owner was named meanwhile: never runs. */
    public void fenced() {
        step = Step.FENCED;
    }

    public boolean isRunning() {
        return step == Step.RUNNING;
    }
}
