package dev.understudy.channel;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.replication.ClaimantId;
import dev.understudy.vmm.replication.PeerMessage;
import io.netty.channel.Channel;
import java.util.Objects;

/**
 * One connection between a primary and a backup. Its event loop carries it: all methods are to be called there and all
 * calls of the listener come there, so that protocol, channel and timers share one thread and need no lock.
 */
public final class PeerConnection {
    /** Messages are small and rare: a peer that lets this much wait does not read. */
    private static final long MAX_WAITING_BYTES = 8 << 20;

    private static final byte[] NOTHING = {};

    private final Channel channel;
    private final boolean fromBackup;
    private final ByteWriter scratch = new ByteWriter(256);
    private PeerListener listener;
    private ClaimantId peer;
    private boolean proven;
    private boolean ready;
    private boolean welcome;
    private boolean closed;
    private ChannelLogSink sink;
    private ChannelLogQueue queue;
    private TransferSender transfer;
    private boolean entriesArrived;

    /** @param fromBackup this end is the primary's, so the peer greets with Hello, not with Welcome */
    PeerConnection(Channel channel, boolean fromBackup, PeerListener listener) {
        this.channel = channel;
        this.fromBackup = fromBackup;
        this.listener = listener;
    }

    // ---- for the protocol -------------------------------------------------------------------------------------------

    /** Sends now, after all that was sent before. Does nothing once closed. */
    public void send(PeerMessage message) {
        if (closed) {
            return;
        }
        scratch.clear();
        FrameType type = MessageCodec.encode(message, scratch);
        write(type, NOTHING, 0, 0);
        channel.flush();
        if (channel.isActive() && channel.bytesBeforeWritable() > MAX_WAITING_BYTES) {
            close("the peer does not read: " + channel.bytesBeforeWritable() + " bytes wait");
        }
    }

    /**
     * Sends a snapshot, and after it what is and will be appended to {@code log}, whose first entry follows the snapshot.
     * At most once a connection.
     *
     * @param snapshot not to be changed until the backup says {@code Restored}
     * @param length bytes of it to send
     */
    public void sendState(byte[] snapshot, int length, ChannelLogSink log) {
        Objects.checkFromIndexSize(0, length, snapshot.length);
        if (sink != null) {
            throw new IllegalStateException("a connection carries one state");
        }
        sink = log;
        if (closed) {
            log.end();
            return;
        }
        transfer = new TransferSender(this, snapshot, length, () -> {
            transfer = null;
            log.attach(new Outlet());
        });
        transfer.begin(log.firstSequence());
    }

    /** Takes in the log: from here on the primary has credit and {@code queue} gets its entries. Once a connection. */
    public void receiveLog(ChannelLogQueue into) {
        if (queue != null) {
            throw new IllegalStateException("a connection carries one log");
        }
        queue = into;
        into.attach(() -> channel.eventLoop().execute(this::acknowledge));
        acknowledge();
    }

    /** Who the peer is: its TLS key, or, in plaintext, what it says; null in plaintext until it has greeted. */
    public ClaimantId peer() {
        return peer;
    }

    /** Where the peer is, for people. */
    public String remoteAddress() {
        return String.valueOf(channel.remoteAddress());
    }

    public boolean isClosed() {
        return closed;
    }

    /** Ends the connection after what was sent. From here on the listener hears only {@code closed(reason)}. */
    public void close(String reason) {
        if (closed) {
            return;
        }
        closed = true;
        transfer = null;
        if (sink != null) {
            sink.end();
        }
        channel.close();
        channel.eventLoop().execute(() -> listener.closed(reason));
    }

    // ---- for the rest of the channel --------------------------------------------------------------------------------

    void listen(PeerListener to) {
        listener = to;
    }

    boolean isWelcome() {
        return welcome;
    }

    boolean isWritable() {
        return !closed && channel.isWritable();
    }

    void execute(Runnable task) {
        channel.eventLoop().execute(task);
    }

    /** TLS has proved who the peer is ({@code claimant}), or there is no TLS (null): it may be listened to. */
    void ready(ClaimantId claimant) {
        peer = claimant;
        proven = claimant != null;
        ready = true;
    }

    /** The peer broke the rules of the channel: says so to it, and ends. */
    void fail(String reason) {
        if (ready) {
            send(new PeerMessage.Refused(reason));
        }
        close(reason);
    }

    void sendChunk(byte[] bytes, int offset, int length) {
        scratch.clear();
        write(FrameType.TRANSFER_CHUNK, bytes, offset, length);
        channel.flush();
    }

    /** Bytes came, perhaps the middle of a frame. */
    void heard() {
        if (welcome && !closed) {
            listener.heard();
        }
    }

    /** A whole frame came. */
    void frame(FrameType type, ByteReader payload) {
        if (type != FrameType.LOG && type != FrameType.ACK) {
            PeerMessage message = MessageCodec.decode(type, payload);
            greet(message);
            listener.message(withProvenClaimant(message));
        } else if (type == FrameType.LOG) {
            require(queue != null, "log entries came before the log was asked for");
            queue.accept(payload, listener);
            entriesArrived = true;
        } else {
            require(sink != null, "an acknowledgement came, but no log was sent");
            long next = payload.varint();
            long credit = payload.varint();
            payload.expectEnd("ACK");
            if (sink.acknowledge(next, credit)) {
                listener.acknowledged(next);
            }
        }
    }

    /** All that had come is read: one acknowledgement for it. */
    void burstRead() {
        if (entriesArrived && !closed && !queue.isSealed()) {
            acknowledge();
            queue.wakeVcpu();
            listener.entriesArrived();
        }
        entriesArrived = false;
    }

    void writableAgain() {
        if (closed || !channel.isWritable()) {
            return;
        }
        if (transfer != null) {
            transfer.pump();
        } else if (sink != null) {
            sink.drain();
        }
    }

    private void greet(PeerMessage message) {
        if (welcome) {
            require(
                    !(message instanceof PeerMessage.Hello || message instanceof PeerMessage.Welcome),
                    "the peer greets twice");
        } else if (fromBackup) {
            require(message instanceof PeerMessage.Hello, "the backup does not say Hello first");
            welcome = true;
        } else {
            boolean greeting = message instanceof PeerMessage.Welcome || message instanceof PeerMessage.Refused;
            require(greeting, "the primary does not say Welcome first");
            welcome = message instanceof PeerMessage.Welcome;
        }
    }

    private PeerMessage withProvenClaimant(PeerMessage message) {
        if (message instanceof PeerMessage.Hello hello) {
            peer = proven ? peer : hello.claimant();
            return new PeerMessage.Hello(hello.version(), hello.vm(), peer);
        } else if (message instanceof PeerMessage.Welcome greeting) {
            peer = proven ? peer : greeting.claimant();
            return new PeerMessage.Welcome(greeting.generation(), peer);
        }
        return message;
    }

    private void acknowledge() {
        if (closed || queue.isSealed()) {
            return;
        }
        scratch.clear();
        scratch.varint(queue.accepted()).varint(queue.grant());
        write(FrameType.ACK, NOTHING, 0, 0);
        channel.flush();
    }

    /** A frame of the scratch and a body. */
    private void write(FrameType type, byte[] body, int offset, int length) {
        channel.write(Frame.of(channel.alloc(), type, scratch, body, offset, length), channel.voidPromise());
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new MalformedBytes(otherwise);
        }
    }

    private final class Outlet implements LogOutlet {
        @Override
        public void execute(Runnable task) {
            PeerConnection.this.execute(task);
        }

        @Override
        public boolean isWritable() {
            return PeerConnection.this.isWritable();
        }

        @Override
        public void write(LogBatch batch) {
            scratch.clear();
            scratch.varint(batch.firstSequence).varint(batch.count);
            PeerConnection.this.write(FrameType.LOG, batch.bytes.buffer(), 0, batch.bytes.size());
        }

        @Override
        public void flush() {
            channel.flush();
        }
    }
}
