package dev.understudy.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.replication.Arbiter.Answer;
import dev.understudy.vmm.replication.ClaimantId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** Who gets in at the VM's port, and what passes it. */
class VmPortTest extends PortInSimulatedTime {
    private static final ClaimantId ANN = new ClaimantId(1, 1);
    private static final ClaimantId BOB = new ClaimantId(2, 2);

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
        port.tick(0);
        assertEquals(new Message.Passed(0, 111), bob.last());
    }

    @Test
    void whatPassedIsToldWithTheNextInput() {
        Replica ann = new Replica(ANN).attached(1, 0, 0);
        ann.frame(0, 'a');
        port.flush();
        assertFalse(new Message.Passed(1, 0).equals(ann.last()));
        port.deliver(new byte[60], now);
        assertEquals(new Message.Passed(1, 0), ann.last());
    }

    @Test
    void muchThatPassedIsToldAtOnce() {
        Replica ann = new Replica(ANN).attached(1, 0, 0);
        for (int number = 0; number < VmPort.MAX_UNTOLD; number++) {
            ann.frame(number, 'a');
        }
        port.flush();
        assertEquals(new Message.Passed(VmPort.MAX_UNTOLD, 0), ann.last());
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
        assertEquals(VmPort.MAX_UNCONFIRMED, ann.count(Message.FrameIn.class));
        port.taken(ann, 60, 0);
        assertEquals(VmPort.MAX_UNCONFIRMED + 60, ann.count(Message.FrameIn.class));
        Replica bob = new Replica(BOB).attached(2, 70, 0);
        assertEquals(VmPort.MAX_UNCONFIRMED, bob.count(Message.FrameIn.class));
        assertTrue(bob.inputs().startsWith("70a 71a "), bob.inputs());
        port.taken(bob, 70 + VmPort.MAX_UNCONFIRMED, 0);
        assertEquals(VmPort.MAX_UNCONFIRMED + 30, bob.count(Message.FrameIn.class));
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
}
