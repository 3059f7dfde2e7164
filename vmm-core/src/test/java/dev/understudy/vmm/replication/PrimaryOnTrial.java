package dev.understudy.vmm.replication;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

/** The owner of generation 7 and what it orders, in simulated time; its steps for the tests of each theme. */
abstract class PrimaryOnTrial {
    static final long MILLI = 1_000_000;
    static final FailureLimits LIMITS = FailureLimits.ofMillis(20, 100, 500, 2_000);
    static final ClaimantId SELF = new ClaimantId(0, 1);
    static final ClaimantId BACKUP = new ClaimantId(0, 2);
    static final ClaimantId OTHER = new ClaimantId(0, 3);
    static final Arbiter.Request OPEN = new Arbiter.Request.Open("web", 8, BACKUP);
    static final Arbiter.Request CLAIM = new Arbiter.Request.Claim("web", 8);
    static final Arbiter.Answer GRANTED = new Arbiter.Answer.Granted(8);
    static final Arbiter.Answer REFUSED = new Arbiter.Answer.Refused("owned by another");
    static final Arbiter.Answer UNREACHABLE = new Arbiter.Answer.Unreachable("no route");

    record Frame(long number) implements Output {
        @Override
        public int bytes() {
            return 60;
        }
    }

    final List<Long> world = new ArrayList<>();
    final OrderedByPrimary orders = new OrderedByPrimary();
    final OutputGate<Frame> gate = new OutputGate<>(100, 100_000, frame -> world.add(frame.number));
    final PrimaryProtocol primary = new PrimaryProtocol("web", SELF, 7, gate, LIMITS, orders);
    long now = MILLI;
    private long outputs;

    void arrive() {
        PeerMessage answer =
                primary.backupArrived(new PeerMessage.Hello(PeerMessage.VERSION, "web", BACKUP), BACKUP, now);
        assertInstanceOf(PeerMessage.Welcome.class, answer);
    }

    /** Restored, and one output that left is not acknowledged. */
    void holding() {
        arrive();
        primary.stateCaptured(0);
        output();
        say(new PeerMessage.Restored());
        orders.taken();
    }

    void arming() {
        arrive();
        primary.stateCaptured(0);
        say(new PeerMessage.Restored());
        orders.taken();
    }

    void protect() {
        arming();
        answer(OPEN, GRANTED);
        orders.taken();
    }

    /** The guest makes an output, proven by a new entry. */
    void output() {
        gate.hold(new Frame(outputs++), orders.appended++);
    }

    void acknowledge() {
        primary.acknowledged(orders.appended, now);
    }

    void say(PeerMessage message) {
        primary.heard(message, now);
    }

    void heartbeat(boolean disk, boolean network) {
        say(new PeerMessage.Heartbeat(0, 0, 0, disk, network));
    }

    void answer(Arbiter.Request asked, Arbiter.Answer answer) {
        primary.arbiterAnswered(asked, answer, now);
    }

    void pass(long millis) {
        for (long i = 0; i < millis; i++) {
            now += MILLI;
            primary.tick(now);
        }
    }

    void passWithHeartbeats(long millis, boolean diskReachable) {
        for (long i = 0; i < millis; i += 10) {
            heartbeat(diskReachable, true);
            acknowledge();
            pass(10);
        }
    }

    void assertRefused(String because, PeerMessage.Hello hello, ClaimantId claimant) {
        PeerMessage answer = primary.backupArrived(hello, claimant, now);
        PeerMessage.Refused refused = assertInstanceOf(PeerMessage.Refused.class, answer);
        assertTrue(refused.reason().contains(because), refused.reason());
    }
}
