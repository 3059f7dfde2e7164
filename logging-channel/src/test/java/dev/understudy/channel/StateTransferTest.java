package dev.understudy.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.Phase;
import dev.understudy.vmm.replication.PeerMessage;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StateTransferTest {
    @Test
    void stateArrivesWholeAndTheLogFollowsIt() throws Exception {
        byte[] state = new byte[9_000_001];
        new Random(1).nextBytes(state);
        try (Pairing pairing = new Pairing(Pairing.tls())) {
            Recorder backup = pairing.backup(Pairing.tls(), Pairing.hello());
            PeerConnection toBackup = Recorder.await(pairing.arrived);
            ChannelLogSink sink = new ChannelLogSink(42, () -> {});
            sink.append(new LogEntry(7, Phase.BEFORE, new Event.Progress()));
            sink.flush();
            pairing.primaryLoop
                    .submit(() -> toBackup.sendState(state, 9_000_000, sink))
                    .get();

            backup.next(PeerMessage.Welcome.class);
            TransferReceiver receiver = new TransferReceiver(16 << 20);
            receiver.begin(backup.next(PeerMessage.TransferBegin.class));
            while (receiver.receivedBytes() < 9_000_000) {
                receiver.chunk(backup.next(PeerMessage.TransferChunk.class));
            }
            receiver.end(backup.next(PeerMessage.TransferEnd.class));
            assertArrayEquals(Arrays.copyOf(state, 9_000_000), receiver.snapshot());

            assertEquals(42, receiver.firstSequence());
            ChannelLogQueue queue = new ChannelLogQueue(receiver.firstSequence(), () -> {});
            PeerConnection toPrimary = Recorder.await(pairing.connected);
            pairing.backupLoop.submit(() -> toPrimary.receiveLog(queue)).get();
            pairing.primary.awaitAcknowledged(43);
            assertEquals(7, queue.peek().instruction());
        }
    }

    @Test
    void announcedLengthIsBounded() {
        MalformedBytes refused = assertThrows(
                MalformedBytes.class, () -> new TransferReceiver(100).begin(new PeerMessage.TransferBegin(101, 0)));
        assertTrue(refused.getMessage().contains("the limit here is 100"), refused.getMessage());
        assertThrows(
                MalformedBytes.class,
                () -> new TransferReceiver(Long.MAX_VALUE).begin(new PeerMessage.TransferBegin(1L << 31, 0)));
    }

    @Test
    void stateThatIsShorterOrLongerThanAnnouncedIsRefused() {
        TransferReceiver receiver = new TransferReceiver(100);
        receiver.begin(new PeerMessage.TransferBegin(4, 0));
        receiver.chunk(new PeerMessage.TransferChunk(new byte[3]));
        assertThrows(MalformedBytes.class, () -> receiver.end(new PeerMessage.TransferEnd(0)));
        assertThrows(MalformedBytes.class, () -> receiver.chunk(new PeerMessage.TransferChunk(new byte[2])));
    }

    @Test
    void corruptedChunkIsRefused() {
        byte[] state = {1, 2, 3};
        CRC32C crc = new CRC32C();
        crc.update(state);
        TransferReceiver receiver = new TransferReceiver(100);
        receiver.begin(new PeerMessage.TransferBegin(3, 8));
        receiver.chunk(new PeerMessage.TransferChunk(new byte[] {1, 2, 4}));
        MalformedBytes refused = assertThrows(
                MalformedBytes.class, () -> receiver.end(new PeerMessage.TransferEnd((int) crc.getValue())));
        assertTrue(refused.getMessage().contains("CRC32C"), refused.getMessage());
        assertTrue(!receiver.isComplete());
    }
}
