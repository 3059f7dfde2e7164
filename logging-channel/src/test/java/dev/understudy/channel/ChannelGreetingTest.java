package dev.understudy.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.identity.PeerIdentity;
import dev.understudy.vmm.replication.PeerMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real TCP: who is let in. */
@Timeout(60)
class ChannelGreetingTest {
    @Test
    void bothEndsKnowTheOtherByItsTlsKeyWhateverItSays() throws Exception {
        PeerIdentity primaryIdentity = PeerIdentity.fromSecret(Pairing.SECRET);
        PeerIdentity backupIdentity = PeerIdentity.fromSecret(Pairing.SECRET);
        try (Pairing pairing = new Pairing(ChannelSecurity.tls(primaryIdentity))) {
            Recorder backup = pairing.backup(ChannelSecurity.tls(backupIdentity), Pairing.hello());
            PeerMessage.Hello hello = pairing.primary.next(PeerMessage.Hello.class);
            assertEquals(backupIdentity.claimant(), hello.claimant());
            assertEquals("web", hello.vm());
            assertEquals(
                    backupIdentity.claimant(), Recorder.await(pairing.arrived).peer());
            PeerMessage.Welcome welcome = backup.next(PeerMessage.Welcome.class);
            assertEquals(new PeerMessage.Welcome(4, primaryIdentity.claimant()), welcome);
            assertEquals(
                    primaryIdentity.claimant(),
                    Recorder.await(pairing.connected).peer());
        }
    }

    @Test
    void inPlaintextTheHelloIsBelieved() throws Exception {
        try (Pairing pairing = new Pairing(ChannelSecurity.plaintext())) {
            pairing.backup(ChannelSecurity.plaintext(), Pairing.hello());
            assertEquals(Pairing.hello(), pairing.primary.next(PeerMessage.Hello.class));
            assertEquals(Pairing.NOBODY, Recorder.await(pairing.arrived).peer());
        }
    }

    @Test
    void peerWithAnotherSecretIsRefusedByBoth() throws Exception {
        try (Pairing pairing = new Pairing(Pairing.tls())) {
            pairing.backup(ChannelSecurity.tls(PeerIdentity.fromSecret(new byte[32])), Pairing.hello());
            assertReason("TLS", Recorder.await(pairing.failed));
            assertReason("TLS", Recorder.await(pairing.turnedAway));
            assertTrue(pairing.arrived.isEmpty());
        }
    }

    @Test
    void plaintextPeerIsRefusedWhereTlsIsRequired() throws Exception {
        try (Pairing pairing = new Pairing(Pairing.tls())) {
            pairing.backup(ChannelSecurity.plaintext(), Pairing.hello());
            assertReason("does not speak TLS", Recorder.await(pairing.turnedAway));
            assertTrue(pairing.arrived.isEmpty());
        }
    }

    @Test
    void tlsPeerIsToldApartWherePlaintextIsSpoken() throws Exception {
        try (Pairing pairing = new Pairing(ChannelSecurity.plaintext())) {
            pairing.backup(Pairing.tls(), Pairing.hello());
            assertReason("the peer speaks TLS", Recorder.await(pairing.turnedAway));
        }
    }

    @Test
    void anotherVersionIsRefusedWithWords() throws Exception {
        try (Pairing pairing = new Pairing(Pairing.tls())) {
            Recorder backup = pairing.backup(Pairing.tls(), new PeerMessage.Hello(99, "web", Pairing.NOBODY));
            assertReason(
                    "speaks version " + PeerMessage.VERSION + " of the protocol, not 99",
                    backup.next(PeerMessage.Refused.class).reason());
            Recorder.await(backup.closed);
            assertTrue(pairing.arrived.isEmpty());
        }
    }

    @Test
    void secondBackupIsRefusedUntilTheFirstIsGone() throws Exception {
        try (Pairing pairing = new Pairing(Pairing.tls())) {
            Recorder first = pairing.backup(Pairing.tls(), Pairing.hello());
            first.next(PeerMessage.Welcome.class);
            Recorder second = pairing.backup(Pairing.tls(), Pairing.hello());
            assertReason(
                    "there is a backup already",
                    second.next(PeerMessage.Refused.class).reason());
            PeerConnection connection = Recorder.await(pairing.arrived);
            pairing.primaryLoop.submit(() -> connection.close("enough of it")).get();
            assertEquals("enough of it", Recorder.await(pairing.primary.closed));
            Recorder.await(first.closed);
            pairing.backup(Pairing.tls(), Pairing.hello()).next(PeerMessage.Welcome.class);
        }
    }

    private static void assertReason(String expected, String reason) {
        assertTrue(reason.contains(expected), reason);
    }
}
