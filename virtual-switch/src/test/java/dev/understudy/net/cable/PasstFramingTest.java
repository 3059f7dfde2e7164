package dev.understudy.net.cable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasstFramingTest {
    private static final int MAX = 100;
    private final EmbeddedChannel stream = new EmbeddedChannel(new PasstFraming(MAX));

    @Test
    void aFrameIsItsLengthAndItsBytes() {
        stream.writeOutbound((Object) frame(14, 7));
        byte[] expected = Arrays.copyOf(new byte[] {0, 0, 0, 14}, 18);
        Arrays.fill(expected, 4, 18, (byte) 7);
        ByteBuf sent = stream.readOutbound();
        assertArrayEquals(expected, ByteBufUtil.getBytes(sent));
        sent.release();
    }

    @Test
    void framesComeWholeHoweverTheStreamIsCut() {
        byte[] bytes = ByteBufUtil.getBytes(stream(frame(14, 1), frame(MAX, 2)));
        for (int cut = 1; cut < bytes.length; cut++) {
            stream.writeInbound(Unpooled.copiedBuffer(bytes, 0, cut));
            stream.writeInbound(Unpooled.copiedBuffer(bytes, cut, bytes.length - cut));
            assertArrayEquals(frame(14, 1), stream.readInbound());
            assertArrayEquals(frame(MAX, 2), stream.readInbound());
            assertNull(stream.readInbound());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 13, MAX + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void aLengthOutOfBoundsEndsTheStream(int length) {
        ByteBuf hostile = stream(frame(20, 3)).writeInt(length).writeBytes(stream(frame(20, 4)));
        String reason = assertThrows(DecoderException.class, () -> stream.writeInbound(hostile))
                .getCause()
                .getMessage();
        assertTrue(reason.endsWith("allowed are 14 to " + MAX), reason);
        assertArrayEquals(frame(20, 3), stream.readInbound());
        stream.writeInbound(stream(frame(20, 5)));
        assertNull(stream.readInbound());
        assertEquals(0, stream.inboundMessages().size());
    }

    private static byte[] frame(int length, int value) {
        byte[] frame = new byte[length];
        Arrays.fill(frame, (byte) value);
        return frame;
    }

    private static ByteBuf stream(byte[]... frames) {
        ByteBuf bytes = Unpooled.buffer();
        for (byte[] frame : frames) {
            bytes.writeInt(frame.length).writeBytes(frame);
        }
        return bytes;
    }
}
