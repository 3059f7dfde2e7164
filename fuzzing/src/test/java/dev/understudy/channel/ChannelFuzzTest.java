package dev.understudy.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understudy.fuzzing.Bugs;
import dev.understudy.fuzzing.Script;
import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogSamples;
import dev.understudy.vmm.replication.ClaimantId;
import dev.understudy.vmm.replication.PeerMessage;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A hostile peer of the logging channel, with a backup or a primary at this end: what is malformed closes the connection
 * with a word, and what is taken comes through the codec as it was. A script: u8 bit 0 this end is the primary's; then
 * pieces, each u8 type, u16 length and so many bytes: of type 0 raw bytes, else the payload of a frame of that type, framed as it should be.
 */
class ChannelFuzzTest {
    static Stream<Arguments> peers() {
        return Script.seeds(primary(), backup(), new byte[] {0, 0, 9, 0, 0x16, 3, 1, 0, 0, 0, 0, 0, 0});
    }

    @MethodSource("peers")
    @FuzzTest
    void anyPeerIsUnderstoodOrDisconnectedWithAWord(byte[] bytes) {
        Bugs.watch();
        Script script = new Script(bytes);
        End end = new End(script.flag());
        while (script.hasMore() && end.channel.isOpen()) {
            int type = script.u8();
            byte[] payload = script.bytes(script.u16());
            end.receive(type == 0 ? payload : frame(type, payload));
        }
        end.close();
        Bugs.assertNone();
    }

    private static byte[] frame(int type, byte[] payload) {
        ByteWriter out = new ByteWriter(64).u32(payload.length).u8(type);
        out.u32(Frame.checksum(payload.length, type, payload, payload.length, payload, 0, 0));
        return out.raw(payload).toByteArray();
    }

    /** This end, with a listener that does what a role does with what it hears. */
    private static final class End implements PeerListener {
        private static final int SNAPSHOT_LIMIT = 1 << 16;

        final EmbeddedChannel channel = new EmbeddedChannel();
        private final PeerConnection connection;
        private final TransferReceiver transfer = new TransferReceiver(SNAPSHOT_LIMIT);
        private ChannelLogQueue queue;
        private ChannelLogSink sink;
        private String closed;
        private long acknowledged;

        End(boolean isPrimary) {
            connection = new PeerConnection(channel, isPrimary, this);
            ConnectionEvents.install(channel, ChannelSecurity.plaintext(), isPrimary, connection, ready -> {});
            connection.ready(null);
        }

        void receive(byte[] bytes) {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
            channel.runPendingTasks();
        }

        @Override
        public void message(PeerMessage message) {
            ByteWriter out = new ByteWriter(64);
            FrameType type = MessageCodec.encode(message, out);
            PeerMessage again = MessageCodec.decode(type, new ByteReader(out.toByteArray()));
            if (message instanceof PeerMessage.TransferChunk chunk) {
                transfer.chunk(chunk);
            } else if (out.size() < MessageCodec.MAX_NAME_BYTES) { // longer texts may be cut
                assertEquals(message, again, "through the codec and back");
            }
            assertTrue(
                    !(message instanceof PeerMessage.Heartbeat beat) || (beat.guestTime() | beat.instruction()) >= 0);
            assertTrue(!(message instanceof PeerMessage.Released released) || released.outputs() >= 0);
            if (message instanceof PeerMessage.Hello) {
                welcome();
            } else if (message instanceof PeerMessage.TransferBegin begin) {
                transfer.begin(begin);
                queue = new ChannelLogQueue(begin.firstSequence(), () -> {});
            } else if (message instanceof PeerMessage.TransferEnd ending) {
                transfer.end(ending);
                assertTrue(transfer.snapshot().length <= SNAPSHOT_LIMIT);
                connection.receiveLog(queue);
            }
        }

        private void welcome() {
            connection.send(new PeerMessage.Welcome(1, new ClaimantId(1, 1)));
            sink = new ChannelLogSink(0, () -> {});
            for (LogEntry entry : LogSamples.ENTRIES) {
                sink.append(entry);
            }
            sink.flush();
            connection.sendState(new byte[100], 100, sink);
        }

        @Override
        public void acknowledged(long nextSequence) {
            assertTrue(nextSequence >= acknowledged && nextSequence <= LogSamples.ENTRIES.size(), "acknowledged");
            acknowledged = nextSequence;
        }

        @Override
        public void accepted(LogEntry entry) {
            assertNotNull(queue.peek());
        }

        @Override
        public void entriesArrived() {
            while (queue.peek() != null) {
                queue.take();
            }
        }

        @Override
        public void closed(String reason) {
            assertEquals(null, closed, "closed twice");
            closed = reason;
        }

        void close() {
            boolean wasOpen = channel.isOpen();
            channel.finishAndReleaseAll();
            channel.runPendingTasks();
            assertNotNull(closed, "the listener hears of the end");
            assertTrue(wasOpen || closed.length() < 5000);
        }
    }

    // ---- peers to begin with ----------------------------------------------------------------------------------------

    private static void say(ByteWriter script, PeerMessage message) {
        ByteWriter payload = new ByteWriter(64);
        FrameType type = MessageCodec.encode(message, payload);
        piece(script, type, payload);
    }

    private static void piece(ByteWriter script, FrameType type, ByteWriter payload) {
        script.u8(type.code).u16(payload.size()).raw(payload.toByteArray());
    }

    private static byte[] primary() {
        ByteWriter script = new ByteWriter(1024).u8(0);
        say(script, new PeerMessage.Welcome(3, new ClaimantId(1, 2)));
        say(script, new PeerMessage.Heartbeat(1, 2, 3, true, false));
        byte[] state = {1, 2, 3};
        CRC32C crc = new CRC32C();
        crc.update(state);
        say(script, new PeerMessage.TransferBegin(state.length, 5));
        say(script, new PeerMessage.TransferChunk(state));
        say(script, new PeerMessage.TransferEnd((int) crc.getValue()));
        byte[] log = LogSamples.encode(LogSamples.ENTRIES);
        piece(
                script,
                FrameType.LOG,
                new ByteWriter(256).varint(5).varint(LogSamples.ENTRIES.size()).raw(log));
        say(script, new PeerMessage.Released(2));
        say(script, new PeerMessage.Armed(4));
        say(script, new PeerMessage.Diverged("registers differ"));
        say(script, new PeerMessage.Yield(20));
        return script.toByteArray();
    }

    private static byte[] backup() {
        ByteWriter script = new ByteWriter(1024).u8(1);
        say(script, new PeerMessage.Hello(PeerMessage.VERSION, "web", new ClaimantId(1, 2)));
        piece(script, FrameType.ACK, new ByteWriter(16).varint(0).varint(1 << 20));
        say(script, new PeerMessage.Restored());
        piece(
                script,
                FrameType.ACK,
                new ByteWriter(16).varint(LogSamples.ENTRIES.size()).varint(1 << 21));
        say(script, new PeerMessage.YieldTaken());
        return script.toByteArray();
    }
}
