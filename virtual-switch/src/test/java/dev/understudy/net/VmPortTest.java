package dev.understudy.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.replication.Arbiter.Answer;
import dev.understudy.vmm.replication.ClaimantId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The VM's port in simulated time. Frames are named by one letter, their last byte. */
class VmPortTest {
    private static final ClaimantId ANN = new ClaimantId(1, 1);
    private static final ClaimantId BOB = new ClaimantId(2, 2);

    private final World world = new World();
    private VmPort port = new VmPort("web", world);
    private long now;

    @Test
    void ownerIsAttachedOnlyAfterTheArbiterNamedIt() {
        Replica ann = new Replica(ANN);
        ann.attach(1, 0, 0);
        ann.frame(0, 'a');
        assertEquals("", world.passed());
        world.answer(1, ANN);
        ann.frame(1, 'b');
        assertEquals("b", world.passed());
        assertEquals(1, port.status().staleDropped());
    }

    @Test
    void oneWhomTheArbiterDoesNotNameIsRefused() {
        assertFalse(impostorGetsIn(EnumSet.allOf(Rule.class)));
    }

    @Test
    void withoutBelievingTheArbiterAnImpostorGetsIn() {
        assertTrue(impostorGetsIn(EnumSet.complementOf(EnumSet.of(Rule.BELIEVE_THE_ARBITER))));
    }

    private boolean impostorGetsIn(EnumSet<Rule> rules) {
        port = new VmPort("web", world, rules);
        Replica bob = new Replica(BOB);
        bob.attach(1, 0, 0);
        world.answer(1, ANN);
        bob.frame(0, 'x');
        return world.passed().equals("x");
    }

    @Test
    void olderGenerationNeverReplacesANewerOneHoweverLateItsAnswerIs() {
        assertEquals("b", framesAfterALateAnswer(EnumSet.allOf(Rule.class)));
    }

    @Test
    void withoutTheHighestGenerationRuleALateAnswerBringsTheOldOwnerBack() {
        assertEquals("a", framesAfterALateAnswer(EnumSet.complementOf(EnumSet.of(Rule.HIGHEST_GENERATION))));
    }

    private String framesAfterALateAnswer(EnumSet<Rule> rules) {
        port = new VmPort("web", world, rules);
        Replica ann = new Replica(ANN);
        Replica bob = new Replica(BOB);
        ann.attach(1, 0, 0);
        bob.attach(2, 0, 0);
        port.arbiterAnswered(world.tickets.get(1), new Answer.State(2, BOB, null, false), now);
        port.arbiterAnswered(world.tickets.get(0), new Answer.State(1, ANN, null, false), now);
        ann.frame(7, 'a');
        bob.frame(7, 'b');
        return world.passed();
    }

    @Test
    void fencedReplicaHearsItAndItsFramesAreDropped() {
        Replica ann = new Replica(ANN).attached(1, 0, 0);
        ann.frame(0, 'a');
        Replica bob = new Replica(BOB).attached(2, 0, 0);
        ann.frame(1, 'x');
        bob.frame(1, 'b');
        assertEquals("ab", world.passed());
        assertTrue(ann.heard(Message.Fenced.class));
        assertTrue(ann.closed);
        ann.attach(1, 0, 0);
        assertTrue(((Message.AttachRefused) ann.received.get(ann.received.size() - 1)).lost());
    }

    @Test
    void numbersAlreadyTakenAreDroppedOverAFailOver() {
        assertEquals("abcd", framesOverAFailOver(EnumSet.allOf(Rule.class)));
    }

    @Test
    void withoutNumberedOutputsTheReissueIsSeenTwice() {
        assertEquals("abcbcd", framesOverAFailOver(EnumSet.complementOf(EnumSet.of(Rule.NUMBERED_OUTPUTS))));
    }

    private String framesOverAFailOver(EnumSet<Rule> rules) {
        port = new VmPort("web", world, rules);
        Replica ann = new Replica(ANN).attached(1, 0, 0);
        ann.frame(10, 'a');
        ann.frame(11, 'b');
        ann.frame(12, 'c');
        port.linkLost(ann);
        Replica bob = new Replica(BOB).attached(2, 0, 0);
        bob.frame(11, 'b');
        bob.frame(12, 'c');
        bob.frame(13, 'd');
        return world.passed();
    }

    @Test
    void onlyTheNewTailOfAPartlyKnownConsoleChunkPasses() {
        Replica ann = new Replica(ANN).attached(1, 0, 0);
        port.consoleOut(ann, 100, bytes("hello "));
        Replica bob = new Replica(BOB).attached(2, 0, 0);
        port.consoleOut(bob, 100, bytes("hel"));
        port.consoleOut(bob, 103, bytes("lo world"));
        assertEquals("hello world", world.console.toString());
        port.flush();
        assertEquals(new Message.Passed(0, 111), bob.last());
    }

    @Test
    void newOwnerGetsInputsFromTheNumberItsStateWants() {
        assertEquals("1b 2c 3d ", inputsOverAFailOver(EnumSet.allOf(Rule.class)));
    }

    @Test
    void withoutNumberedInputsANewOwnerGetsOldInputsAgain() {
        assertEquals("0a 1b 2c 3d ", inputsOverAFailOver(EnumSet.complementOf(EnumSet.of(Rule.NUMBERED_INPUTS))));
    }

    private String inputsOverAFailOver(EnumSet<Rule> rules) {
        port = new VmPort("web", world, rules);
        Replica ann = new Replica(ANN).attached(1, 0, 0);
        port.deliver(frame('a'), now);
        port.deliver(frame('b'), now);
        assertEquals("0a 1b ", ann.inputs());
        port.linkLost(ann);
        port.deliver(frame('c'), now);
        Replica bob = new Replica(BOB).attached(2, 1, 0);
        port.deliver(frame('d'), now);
        return bob.inputs();
    }

    @Test
    void reconnectionOfTheOwnerTakesNothingFromItsSuccessor() {
        Replica ann = new Replica(ANN).attached(1, 0, 0);
        port.deliver(frame('a'), now);
        port.deliver(frame('b'), now);
        // Ann has both in her inbox, none in her log; she reconnects and goes on from 2, then dies.
        Replica annAgain = new Replica(ANN).attached(1, 2, 0);
        assertEquals("", annAgain.inputs());
        assertFalse(ann.heard(Message.Fenced.class));
        assertEquals("0a 1b ", new Replica(BOB).attached(2, 0, 0).inputs());
    }

    @Test
    void whatIsInTheLogForGoodIsForgotten() {
        Replica ann = new Replica(ANN).attached(1, 5, 0);
        port.deliver(frame('a'), now);
        port.deliver(frame('b'), now);
        port.taken(ann, 6, 0);
        assertEquals(1, port.status().inputsHeld());
        assertEquals("6b ", new Replica(BOB).attached(2, 5, 0).inputs());
    }

    @Test
    void consoleInputGoesOnInTheMiddleOfAChunk() {
        new Replica(ANN).attached(1, 0, 20);
        port.consoleInput(bytes("reboot\n"), now);
        Replica bob = new Replica(BOB).attached(2, 0, 23);
        Message.ConsoleIn in = (Message.ConsoleIn) bob.last();
        assertEquals(23, in.number());
        assertEquals("oot\n", new String(in.data(), StandardCharsets.US_ASCII));
    }

    @Test
    void ringIsBoundedInCountAndAgeAndTheGapShows() {
        Replica ann = new Replica(ANN).attached(1, 0, 0);
        port.linkLost(ann);
        for (int i = 0; i <= VmPort.FRAME_BOUNDS.items(); i++) {
            port.deliver(frame('a'), now);
        }
        assertEquals(1, port.status().inputsDropped());
        now += VmPort.FRAME_BOUNDS.ageNanos() + 1;
        port.tick(now);
        assertEquals(0, port.status().inputsHeld());
        Replica bob = new Replica(BOB).attached(2, 0, 0);
        port.deliver(frame('z'), now);
        assertEquals(VmPort.FRAME_BOUNDS.items() + 1 + "z ", bob.inputs());
    }

    @Test
    void whatAReplicaCannotHoldYetWaitsHere() {
        Replica ann = new Replica(ANN).attached(1, 0, 0);
        for (int i = 0; i < VmPort.MAX_UNCONFIRMED + 100; i++) {
            port.deliver(frame('a'), now);
        }
        assertEquals(VmPort.MAX_UNCONFIRMED, ann.inputCount());
        port.taken(ann, 60, 0);
        assertEquals(VmPort.MAX_UNCONFIRMED + 60, ann.inputCount());
        Replica bob = new Replica(BOB).attached(2, 70, 0);
        assertEquals(VmPort.MAX_UNCONFIRMED, bob.inputCount());
        assertTrue(bob.inputs().startsWith("70a 71a "), bob.inputs());
        port.taken(bob, 70 + VmPort.MAX_UNCONFIRMED, 0);
        assertEquals(VmPort.MAX_UNCONFIRMED + 30, bob.inputCount());
        assertEquals(30, port.status().inputsHeld());
    }

    @Test
    void aFrameThatNoGuestCanTakeIsCountedAndHasNoNumber() {
        Replica ann = new Replica(ANN).attached(1, 0, 0);
        port.deliver(Arrays.copyOf(frame('j'), 1519), now);
        port.deliver(Arrays.copyOf(frame('a'), 1518), now);
        assertEquals("0a ", ann.inputs());
        assertEquals(1, port.status().inputsDropped());
    }

    @Test
    void slowLinkGetsItsInputsWhenItIsWritableAgain() {
        Replica ann = new Replica(ANN).attached(1, 0, 0);
        ann.writable = false;
        port.deliver(frame('a'), now);
        assertEquals("", ann.inputs());
        ann.writable = true;
        port.writable(ann);
        assertEquals("0a ", ann.inputs());
    }

    @Test
    void unreachableArbiterIsAskedAgainWhileTheOwnerGoesOn() {
        Replica ann = new Replica(ANN).attached(1, 0, 0);
        Replica bob = new Replica(BOB);
        bob.attach(2, 0, 0);
        world.answer(new Answer.Unreachable("no route"));
        ann.frame(0, 'a');
        assertEquals("a", world.passed());
        int asked = world.tickets.size();
        now += VmPort.FIRST_RETRY_NANOS;
        port.tick(now);
        assertEquals(asked + 1, world.tickets.size());
        world.answer(2, BOB);
        assertTrue(bob.heard(Message.Attached.class));
        assertTrue(ann.heard(Message.Fenced.class));
    }

    @Test
    void restartedSwitchForwardsNothingBeforeItAskedAndGoesOnWithTheReplicasNumbers() {
        Replica ann = new Replica(ANN);
        ann.attach(3, 40, 0);
        port.deliver(frame('a'), now);
        ann.frame(900, 'x');
        assertEquals("", ann.inputs() + world.passed());
        world.answer(3, ANN);
        ann.frame(901, 'y');
        port.deliver(frame('b'), now);
        assertEquals("y", world.passed());
        assertEquals("40b ", ann.inputs());
    }

    @Test
    void coldStartBeginsAllNumbersAnewAndItsReconnectionDoesNot() {
        Replica ann = new Replica(ANN).attached(1, 0, 0);
        ann.frame(500, 'a');
        Replica bob = new Replica(BOB);
        bob.startsLife = true;
        bob.attached(2, 0, 0);
        bob.frame(0, 'b');
        bob.frame(1, 'c');
        Replica bobAgain = new Replica(BOB);
        bobAgain.startsLife = true;
        bobAgain.attached(2, 0, 0);
        bobAgain.frame(1, 'c');
        bobAgain.frame(2, 'd');
        assertEquals("abcd", world.passed());
    }

    @Test
    void changeOfTheReplicaIsAnnouncedForTheGuestsAddress() {
        Replica ann = new Replica(ANN).attached(1, 0, 0);
        ann.frame(0, 'a');
        new Replica(BOB).attached(2, 0, 0);
        byte[] announcement = world.frames.get(1);
        assertEquals(Ethernet.TYPE_RARP, Ethernet.type(announcement));
        assertEquals(0x5254_0012_3456L, Ethernet.source(announcement));
        assertEquals(Ethernet.BROADCAST, Ethernet.destination(announcement));
    }

    @Test
    void ownerThatClaimedOnceMoreIsTheOwnerStill() {
        Replica ann = new Replica(ANN).attached(1, 0, 0);
        Replica bob = new Replica(BOB);
        bob.attach(2, 0, 0);
        world.answer(2, ANN);
        assertFalse(ann.heard(Message.Fenced.class));
        assertEquals(2, port.status().generation());
        assertTrue(((Message.AttachRefused) bob.last()).lost());
    }

    /** Found by the simulator: the owner ended, and with it the life. */
    @Test
    void ownerThatReconnectsBeforeItHeardOfItsOwnGrantIsTheOwnerStill() {
        Replica ann = new Replica(ANN).attached(1, 0, 0);
        Replica again = new Replica(ANN);
        again.attach(1, 0, 0);
        world.answer(2, ANN); // its claim was granted; the older connection counts as attached still
        assertTrue(again.heard(Message.Attached.class));
        assertFalse(again.heard(Message.AttachRefused.class));
        assertFalse(ann.heard(Message.Fenced.class));
        again.attach(1, 0, 0);
        world.answer(2, ANN);
        assertFalse(again.heard(Message.AttachRefused.class));
        assertEquals(2, port.status().generation());
    }

    @Test
    void ownerOfWhomTheArbiterKnowsBetterIsFenced() {
        Replica ann = new Replica(ANN).attached(1, 0, 0);
        new Replica(new ClaimantId(3, 3)).attach(2, 0, 0);
        world.answer(2, BOB);
        assertTrue(ann.heard(Message.Fenced.class));
        ann.frame(0, 'x');
        assertEquals("", world.passed());
    }

    @Test
    void exactlyOnceBothWaysOverManyRandomFailOvers() {
        for (long seed = 0; seed < 300; seed++) {
            exactlyOnce(seed);
        }
    }

    /**
     * A machine whose inputs are logged now and then; whoever takes over knows what was logged, and issues again every
     * output since some point. Checked: inputs logged and outputs passed are 0, 1, 2, … with nothing lost or doubled.
     */
    private void exactlyOnce(long seed) {
        Random random = new Random(seed);
        World mine = new World();
        port = new VmPort("web", mine);
        List<Long> logged = new ArrayList<>();
        long delivered = 0;
        long produced = 0;
        for (int generation = 1; generation <= 6; generation++) {
            Replica owner = new Replica(new ClaimantId(9, generation));
            owner.attach(generation, logged.size(), 0);
            port.arbiterAnswered(
                    mine.tickets.get(mine.tickets.size() - 1), new Answer.State(generation, owner.id, null, false), 0);
            for (long again = Math.max(0, produced - random.nextInt(5)); again < produced; again++) {
                owner.frame(again, 'o');
            }
            int inbox = 0;
            List<Message.FrameIn> got = new ArrayList<>();
            for (int step = random.nextInt(40); step > 0; step--) {
                if (random.nextBoolean()) {
                    port.deliver(frame('i'), 0);
                    delivered++;
                }
                owner.writable = random.nextInt(4) != 0;
                port.writable(owner);
                got.clear();
                owner.received.forEach(m -> {
                    if (m instanceof Message.FrameIn in) {
                        got.add(in);
                    }
                });
                if (inbox < got.size() && random.nextBoolean()) {
                    logged.add(got.get(inbox++).number());
                }
                if (random.nextInt(3) == 0) {
                    port.taken(owner, random.nextInt(logged.size() + 1), 0);
                }
                if (random.nextInt(3) == 0) {
                    owner.frame(produced++, 'o');
                }
            }
            if (random.nextBoolean()) {
                port.linkLost(owner);
            }
        }
        for (int i = 0; i < logged.size(); i++) {
            assertEquals(i, logged.get(i), "seed " + seed);
        }
        assertTrue(logged.size() <= delivered, "seed " + seed);
        long outputs = mine.frames.stream()
                .filter(f -> Ethernet.type(f) != Ethernet.TYPE_RARP)
                .count();
        assertEquals(produced, outputs, "seed " + seed);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] frame(char name) {
        byte[] frame = new byte[60];
        Ethernet.header(frame, Ethernet.BROADCAST, 0x5254_0012_3456L, 0x88b5);
        frame[59] = (byte) name;
        return frame;
    }

    private final class World implements VmPort.World {
        final List<Long> tickets = new ArrayList<>();
        final List<byte[]> frames = new ArrayList<>();
        final StringBuilder console = new StringBuilder();

        @Override
        public void ask(long ticket) {
            tickets.add(ticket);
        }

        @Override
        public void pass(byte[] frame, long nowNanos) {
            frames.add(frame);
        }

        @Override
        public void console(long number, byte[] data) {
            console.append(new String(data, StandardCharsets.US_ASCII));
        }

        void answer(long generation, ClaimantId owner) {
            answer(new Answer.State(generation, owner, null, false));
        }

        void answer(Answer answer) {
            if (!tickets.isEmpty()) {
                port.arbiterAnswered(tickets.get(tickets.size() - 1), answer, now);
            }
        }

        String passed() {
            StringBuilder names = new StringBuilder();
            for (byte[] frame : frames) {
                if (Ethernet.type(frame) != Ethernet.TYPE_RARP) {
                    names.append((char) frame[59]);
                }
            }
            return names.toString();
        }
    }

    private final class Replica implements Link {
        final ClaimantId id;
        final List<Message> received = new ArrayList<>();
        boolean writable = true;
        boolean closed;
        boolean startsLife;

        Replica(ClaimantId id) {
            this.id = id;
        }

        void attach(long generation, long nextFrame, long nextInputByte) {
            port.attach(this, new Message.Attach("web", id, generation, startsLife, nextFrame, nextInputByte), now);
        }

        Replica attached(long generation, long nextFrame, long nextInputByte) {
            attach(generation, nextFrame, nextInputByte);
            world.answer(generation, id);
            assertTrue(heard(Message.Attached.class));
            return this;
        }

        void frame(long number, char name) {
            port.frameOut(this, number, VmPortTest.frame(name), now);
        }

        boolean heard(Class<? extends Message> kind) {
            return received.stream().anyMatch(kind::isInstance);
        }

        Message last() {
            return received.get(received.size() - 1);
        }

        String inputs() {
            StringBuilder inputs = new StringBuilder();
            for (Message message : received) {
                if (message instanceof Message.FrameIn in) {
                    inputs.append(in.number()).append((char) in.frame()[59]).append(' ');
                }
            }
            return inputs.toString();
        }

        long inputCount() {
            return received.stream().filter(Message.FrameIn.class::isInstance).count();
        }

        @Override
        public void send(Message message) {
            received.add(message);
        }

        @Override
        public boolean isWritable() {
            return writable;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
