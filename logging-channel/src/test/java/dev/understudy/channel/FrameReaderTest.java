package dev.understudy.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEncoder;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogPosition;
import dev.understudy.vmm.log.Phase;
import dev.understudy.vmm.replication.ClaimantId;
import dev.understudy.vmm.replication.PeerMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a backup makes of bytes, whole and broken, without a network. */
class FrameReaderTest {
    private static final ClaimantId PRIMARY = new ClaimantId(1, 2);
    private static final List<PeerMessage> MESSAGES = List.of(
            new PeerMessage.Armed(9),
            new PeerMessage.Heartbeat(1L << 40, Long.MAX_VALUE, 3, true, false),
            new PeerMessage.Released(77),
            new PeerMessage.Yield(5),
            new PeerMessage.YieldTaken(),
            new PeerMessage.Restored(),
            new PeerMessage.TransferBegin(1L << 33, 12),
            new PeerMessage.TransferEnd(-5),
            new PeerMessage.Diverged("interval 3..4\nregisters differ"),
            new PeerMessage.Refused("no, \u00fc"));

    private final Recorder listener = new Recorder();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final PeerConnection connection = new PeerConnection(channel, false, listener);
    private final ChannelLogQueue queue = new ChannelLogQueue(0, () -> {});

    FrameReaderTest() {
        ConnectionEvents.install(channel, ChannelSecurity.plaintext(), false, connection, ready -> {});
        connection.ready(null);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private static byte[] frame(PeerMessage message) {
        ByteWriter payload = new ByteWriter(64);
        return frame(MessageCodec.encode(message, payload), payload);
    }

    private static byte[] frame(FrameType type, ByteWriter payload) {
        ByteBuf frame = Frame.of(UnpooledByteBufAllocator.DEFAULT, type, payload, new byte[0], 0, 0);
        byte[] bytes = new byte[frame.readableBytes()];
        frame.readBytes(bytes);
        frame.release();
        return bytes;
    }

    /** Three frames of four entries each, sequence numbers 0 to 11. */
    private static byte[] log() {
        ByteWriter all = new ByteWriter(256);
        LogEncoder encoder = new LogEncoder(LogPosition.START);
        for (int first = 0; first < 12; first += 4) {
            ByteWriter payload = new ByteWriter(64);
            payload.varint(first).varint(4);
            for (int i = first; i < first + 4; i++) {
                encoder.encode(new LogEntry(100 * i, Phase.BEFORE, new Event.FrameReceived(i, new byte[i])), payload);
            }
            all.raw(frame(FrameType.LOG, payload));
        }
        return all.toByteArray();
    }

    private void receive(byte[] bytes, int length) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, length));
        channel.runPendingTasks();
    }

    private void receive(byte[] bytes) {
        receive(bytes, bytes.length);
    }

    private void welcome() {
        receive(frame(new PeerMessage.Welcome(3, PRIMARY)));
        assertEquals(new PeerMessage.Welcome(3, PRIMARY), listener.messages.poll());
    }

    private void assertClosed(String reason) {
        String why = listener.closed.poll();
        assertTrue(why != null && why.contains(reason), "closed: " + why);
        assertTrue(!channel.isOpen());
    }

    @Test
    void everyMessageArrivesAsItWasSentHoweverTheBytesAreCut() {
        welcome();
        for (PeerMessage message : MESSAGES) {
            for (byte one : frame(message)) {
                receive(new byte[] {one});
            }
            assertEquals(message, listener.messages.poll());
        }
        byte[] chunk = {1, 2, 3};
        receive(frame(new PeerMessage.TransferChunk(chunk)));
        assertEquals(3, ((PeerMessage.TransferChunk) listener.messages.remove()).data().length);
        assertTrue(channel.isOpen());
    }

    @Test
    void anyFlippedBitClosesTheConnectionOrIsStillAwaited() {
        byte[] good = frame(new PeerMessage.Released(300));
        for (int bit = 0; bit < 8 * good.length; bit++) {
            FrameReaderTest fresh = new FrameReaderTest();
            fresh.welcome();
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            fresh.receive(bad);
            if (fresh.channel.isOpen()) {
                fresh.receive(new byte[64]); // a length grown by the flip: the rest comes
            }
            assertTrue(fresh.listener.messages.isEmpty(), "bit " + bit);
            fresh.close();
        }
    }

    @Test
    void badChecksumClosesTheConnection() {
        welcome();
        byte[] bytes = frame(new PeerMessage.Released(300));
        bytes[bytes.length - 1] ^= 1;
        receive(bytes);
        assertClosed("CRC32C");
    }

    @Test
    void unknownTypeClosesTheConnection() {
        welcome();
        byte[] bytes = frame(new PeerMessage.Restored());
        bytes[4] = 60;
        int crc = Frame.checksum(0, 60, new byte[0], 0, new byte[0], 0, 0);
        for (int i = 0; i < 4; i++) {
            bytes[5 + i] = (byte) (crc >>> (8 * i));
        }
        receive(bytes);
        assertClosed("frame type 60 is unknown");
    }

    @Test
    void overlongFrameClosesTheConnectionBeforeItIsReceived() {
        welcome();
        receive(new ByteWriter(16).u32(Frame.MAX_PAYLOAD_BYTES + 1).u8(5).u32(0).toByteArray());
        assertClosed("over the limit of " + Frame.MAX_PAYLOAD_BYTES);
    }

    @Test
    void strangersMaySendOnlyLittle() {
        receive(new ByteWriter(16)
                .u32(Frame.MAX_GREETING_BYTES + 1)
                .u8(5)
                .u32(0)
                .toByteArray());
        assertClosed("over the limit of " + Frame.MAX_GREETING_BYTES);
    }

    @Test
    void whoDoesNotGreetIsNotHeard() {
        receive(frame(new PeerMessage.Armed(4)));
        assertTrue(listener.messages.isEmpty());
        assertClosed("does not say Welcome first");
    }

    @Test
    void logBeforeTheWelcomeIsRefused() {
        receive(log());
        assertClosed("log entries came before");
    }

    @Test
    void everyPrefixOfTheStreamIsAWholeNumberOfEntriesInOrder() {
        byte[] log = log();
        for (int length = 0; length <= log.length; length++) {
            FrameReaderTest fresh = new FrameReaderTest();
            fresh.welcome();
            fresh.connection.receiveLog(fresh.queue);
            fresh.receive(log, length);
            fresh.channel.close();
            fresh.channel.runPendingTasks();
            fresh.queue.seal();
            long accepted = fresh.queue.accepted();
            assertEquals(0, accepted % 4);
            for (int i = 0; i < accepted; i++) {
                assertEquals(100 * i, fresh.queue.peek().instruction());
                fresh.queue.take();
            }
            assertNull(fresh.queue.peek());
            assertEquals(length == log.length, accepted == 12);
            fresh.close();
        }
    }

    @Test
    void entriesOutOfSequenceCloseTheConnection() {
        welcome();
        connection.receiveLog(queue);
        ByteWriter payload = new ByteWriter(16);
        receive(frame(FrameType.LOG, payload.varint(1).varint(0)));
        assertClosed("entry 1 came, expected was 0");
    }
}
