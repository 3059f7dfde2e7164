package dev.understudy.channel;

import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.replication.PeerMessage;
import java.util.zip.CRC32C;

/** Puts a snapshot together from the messages that carry it. Event loop. Throws MalformedBytes for any that lies. */
public final class TransferReceiver {
    private final long limitBytes;
    private final CRC32C crc = new CRC32C();
    private byte[] snapshot;
    private int size;
    private long firstSequence;
    private boolean complete;

    /** @param limitBytes longest snapshot to be believed */
    public TransferReceiver(long limitBytes) {
        this.limitBytes = Math.min(limitBytes, Integer.MAX_VALUE - 16);
    }

    public void begin(PeerMessage.TransferBegin begin) {
        if (snapshot != null) {
            throw new MalformedBytes("a second state transfer on one connection");
        }
        if (begin.length() < 0 || begin.length() > limitBytes) {
            throw new MalformedBytes("a state of " + Long.toUnsignedString(begin.length())
                    + " bytes is announced; the limit here is " + limitBytes);
        }
        if (begin.firstSequence() < 0) {
            throw new MalformedBytes("the log is to begin at entry " + begin.firstSequence());
        }
        snapshot = new byte[(int) begin.length()];
        firstSequence = begin.firstSequence();
    }

    public void chunk(PeerMessage.TransferChunk chunk) {
        byte[] data = chunk.data();
        if (snapshot == null || complete || data.length > snapshot.length - size) {
            throw new MalformedBytes("a chunk of " + data.length + " bytes after " + size + " of "
                    + (snapshot == null ? 0 : snapshot.length) + " announced");
        }
        System.arraycopy(data, 0, snapshot, size, data.length);
        crc.update(data, 0, data.length);
        size += data.length;
    }

    public void end(PeerMessage.TransferEnd end) {
        if (snapshot == null || complete || size != snapshot.length) {
            throw new MalformedBytes("the state ends after " + size + " bytes of "
                    + (snapshot == null ? 0 : snapshot.length) + " announced");
        }
        if (end.checksum() != (int) crc.getValue()) {
            throw new MalformedBytes("the state has CRC32C " + Long.toHexString(crc.getValue()) + ", not "
                    + Integer.toHexString(end.checksum()) + " as the primary says");
        }
        complete = true;
    }

    public boolean isComplete() {
        return complete;
    }

    /** All bytes, once {@link #isComplete}. The array is the caller's. */
    public byte[] snapshot() {
        if (!complete) {
            throw new IllegalStateException("the state is not complete: " + size + " bytes");
        }
        return snapshot;
    }

    /** Sequence number of the first log entry after the snapshot; valid from {@link #begin} on. */
    public long firstSequence() {
        return firstSequence;
    }

    public int receivedBytes() {
        return size;
    }
}
