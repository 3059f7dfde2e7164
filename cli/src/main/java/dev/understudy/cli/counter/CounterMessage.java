package dev.understudy.cli.counter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A datagram of the counter's protocol, drawn in {@code guests/counter/protocol.h}: 0 magic, 4 u32 client, 8 u64 number,
 * and in a reply 16 u64 value; little-endian.
 */
record CounterMessage(String magic, int client, long number, long value) {
    static final String PLAIN = "INC1";
    static final String IDEMPOTENT = "INC2";
    static final String REFUSED_OLD = "OLD!";
    static final String REFUSED_FULL = "FULL";

    private static final int MAGIC_SIZE = 4;
    private static final int REQUEST_SIZE = 16;
    static final int REPLY_SIZE = 24;

    static ByteBuffer request(String magic, int client, long number) {
        return ByteBuffer.allocate(REQUEST_SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(magic.getBytes(StandardCharsets.US_ASCII))
                .putInt(client)
                .putLong(number)
                .flip();
    }

    /** Empty when the datagram has another size than a reply. */
    static Optional<CounterMessage> reply(ByteBuffer datagram) {
        if (datagram.remaining() != REPLY_SIZE) {
            return Optional.empty();
        }
        datagram.order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[MAGIC_SIZE];
        datagram.get(magic);
        return Optional.of(new CounterMessage(
                new String(magic, StandardCharsets.US_ASCII),
                datagram.getInt(),
                datagram.getLong(),
                datagram.getLong()));
    }
}
