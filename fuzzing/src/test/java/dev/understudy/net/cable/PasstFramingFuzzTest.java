package dev.understudy.net.cable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understudy.fuzzing.Script;
import dev.understudy.vmm.bytes.ByteWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A stream that calls itself passt's. A script is pieces: u8 length and so many bytes, which arrive together. */
class PasstFramingFuzzTest {
    private static final int MAX = 200;

    static Stream<Arguments> streams() {
        ByteWriter two = new ByteWriter(64);
        two.u8(4 + 14 + 3).raw(new byte[] {0, 0, 0, 14}).raw(new byte[14]).raw(new byte[] {0, 0, 0});
        two.u8(1 + 20).raw(new byte[] {20}).raw(new byte[20]);
        return Script.seeds(two.toByteArray(), new byte[] {4, -1, -1, -1, -1}, new byte[] {4, 0, 0, 0, 13});
    }

    @MethodSource("streams")
    @FuzzTest
    void whatIsReadIsTheStreamUpToItsFirstWrongLength(byte[] bytes) {
        EmbeddedChannel stream = new EmbeddedChannel(new PasstFraming(MAX));
        Script script = new Script(bytes);
        ByteBuf said = Unpooled.buffer();
        boolean broken = false;
        while (script.hasMore()) {
            byte[] piece = script.block();
            said.writeBytes(piece);
            broken |= breaks(stream, piece);
        }
        byte[] read = framesOf(stream);
        assertArrayEquals(Arrays.copyOf(ByteBufUtil.getBytes(said), read.length), read);
        long next = said.writerIndex() < read.length + 4 ? -1 : said.getUnsignedInt(read.length);
        assertEquals(broken, next >= 0 && (next < PasstFraming.MIN_FRAME_BYTES || next > MAX));
        assertTrue(broken || said.writerIndex() - read.length < 4 + MAX, "a whole frame was left");
        stream.finishAndReleaseAll();
    }

    private static boolean breaks(EmbeddedChannel stream, byte[] piece) {
        try {
            stream.writeInbound(Unpooled.wrappedBuffer(piece));
            return false;
        } catch (DecoderException e) {
            return true;
        }
    }

    /** The frames read, through the encoder. */
    private static byte[] framesOf(EmbeddedChannel stream) {
        ByteBuf all = Unpooled.buffer();
        for (byte[] frame = stream.readInbound(); frame != null; frame = stream.readInbound()) {
            stream.writeOutbound((Object) frame);
            ByteBuf encoded = stream.readOutbound();
            all.writeBytes(encoded);
            encoded.release();
        }
        return ByteBufUtil.getBytes(all);
    }
}
