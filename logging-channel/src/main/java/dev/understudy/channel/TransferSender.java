package dev.understudy.channel;

import dev.understudy.vmm.replication.PeerMessage;
import java.util.zip.CRC32C;

/** Sends a snapshot in chunks, as fast as the network takes them, never so many that a heartbeat waits for long. */
final class TransferSender {
    private static final int CHUNK_BYTES = 256 << 10;

    /** Chunks until the event loop looks after other things. */
    private static final int CHUNKS_A_TURN = 4;

    private final PeerConnection connection;
    private final byte[] snapshot;
    private final int length;
    private final Runnable sent;
    private final CRC32C crc = new CRC32C();
    private int offset;
    private boolean ended;

    TransferSender(PeerConnection connection, byte[] snapshot, int length, Runnable sent) {
        this.connection = connection;
        this.snapshot = snapshot;
        this.length = length;
        this.sent = sent;
    }

    void begin(long firstSequence) {
        connection.send(new PeerMessage.TransferBegin(length, firstSequence));
        pump();
    }

    /** Goes on; to be called when the network takes more. */
    void pump() {
        for (int turn = 0; turn < CHUNKS_A_TURN && offset < length && connection.isWritable(); turn++) {
            int chunk = Math.min(CHUNK_BYTES, length - offset);
            crc.update(snapshot, offset, chunk);
            connection.sendChunk(snapshot, offset, chunk);
            offset += chunk;
        }
        if (offset == length && !ended) {
            ended = true;
            connection.send(new PeerMessage.TransferEnd((int) crc.getValue()));
            sent.run();
        } else if (!ended && connection.isWritable()) {
            connection.execute(this::pump);
        }
    }
}
