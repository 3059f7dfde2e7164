package dev.understudy.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.replication.ClaimantId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
    private static final List<Message> ALL = List.of(
            new Message.Hello(1),
            new Message.Refused("why"),
            new Message.Attach("web-1", new ClaimantId(1, -2), 7, true, 1L << 40, 3),
            new Message.Attached(9),
            new Message.AttachRefused(true, "no"),
            new Message.FrameOut(1L << 62, new byte[9216]),
            new Message.FrameOut(1, new byte[0]),
            new Message.ConsoleOut(5, new byte[4096]),
            new Message.FrameIn(6, new byte[14]),
            new Message.ConsoleIn(7, new byte[1]),
            new Message.Taken(8, 9),
            new Message.Passed(10, 11),
            new Message.Fenced("gone"),
            new Message.Ping(),
            new Message.Pong(),
            new Message.Watch("a"),
            new Message.Typed(new byte[] {3}));

    @Test
    void everyMessageComesBackByteForByteAndFitsTheLimit() {
        for (Message message : ALL) {
            byte[] bytes = encode(message);
            assertTrue(bytes.length <= MessageCodec.MAX_MESSAGE_BYTES, message.toString());
            assertArrayEquals(bytes, encode(decode(bytes)), message.toString());
            assertEquals(message.getClass(), decode(bytes).getClass());
        }
    }

    @Test
    void lengthsOverTheirLimitsAreMalformed() {
        assertMalformed(new Message.FrameOut(1, new byte[9217]));
        assertMalformed(new Message.FrameIn(1, new byte[13]));
        assertMalformed(new Message.ConsoleOut(1, new byte[4097]));
        assertMalformed(new Message.Typed(new byte[0]));
        assertMalformed(new Message.Attached((1L << 62) + 1));
        assertMalformed(new Message.Watch("../etc"));
        assertMalformed(new Message.Watch("x".repeat(65)));
    }

    @Test
    void cutOrLengthenedMessagesAreMalformed() {
        for (Message message : ALL) {
            boolean openEnded = message instanceof Message.FrameOut
                    || message instanceof Message.ConsoleOut
                    || message instanceof Message.FrameIn
                    || message instanceof Message.ConsoleIn
                    || message instanceof Message.Typed;
            if (!openEnded) {
                byte[] bytes = encode(message);
                assertThrows(
                        MalformedBytes.class, () -> MessageCodec.decode(new ByteReader(bytes, 0, bytes.length - 1)));
                assertThrows(MalformedBytes.class, () -> decode(java.util.Arrays.copyOf(bytes, bytes.length + 1)));
            }
        }
    }

    @Test
    void noBytesDoMoreThanBeMalformed() {
        Random random = new Random(4);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) random.nextInt(18);
            }
            try {
                decode(bytes);
            } catch (MalformedBytes e) {
                assertTrue(e.getMessage().length() < 200);
            }
        }
    }

    @Test
    void longReasonIsCutBetweenCharacters() {
        Message.Fenced back = (Message.Fenced) decode(encode(new Message.Fenced("a" + "€".repeat(300))));
        assertEquals("a" + "€".repeat(170), back.reason());
    }

    private static void assertMalformed(Message message) {
        assertThrows(MalformedBytes.class, () -> decode(encode(message)), message.toString());
    }

    private static byte[] encode(Message message) {
        ByteWriter out = new ByteWriter(16);
        MessageCodec.encode(message, out);
        return out.toByteArray();
    }

    private static Message decode(byte[] bytes) {
        return MessageCodec.decode(new ByteReader(bytes));
    }
}
