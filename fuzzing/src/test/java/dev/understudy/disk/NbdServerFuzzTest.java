package dev.understudy.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understudy.fuzzing.Script;
import dev.understudy.vmm.replication.ClaimantId;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A hostile NBD client, in plaintext, at a server with an export of its own and one of a VM whose life runs: every reply is
 * in the protocol's form, and the VM's disk stays as it is unless the arbiter let the client have it. The script is cut
 * into pieces: a length of one byte (0: all that is left) and so many bytes.
 */
class NbdServerFuzzTest {
    private static DiskBench bench;

    static Stream<Arguments> clients() throws IOException {
        return Script.seeds(plain(), structured(), owner(), refused());
    }

    @MethodSource("clients")
    @FuzzTest
    void anyClientIsAnsweredInFormOrDisconnectedAndHarmsNobody(byte[] bytes) throws Exception {
        bench = bench == null || bench.isSpoilt() ? new DiskBench() : bench;
        Script script = new Script(bytes);
        try (DiskBench.Client client = bench.connect()) {
            while (script.hasMore()) {
                int length = script.u8();
                client.send(script.bytes(length == 0 ? bytes.length : length));
            }
            bench.settle();
            assertWellFormed(client.received());
        }
        bench.settle();
        bench.assertNobodyWasHarmed();
    }

    /** The greeting, replies to options, then structured replies. What follows simple replies only the client knows. */
    private static void assertWellFormed(ByteBuf all) {
        assertEquals(Nbd.INIT_PASSWORD, all.readLong());
        assertEquals(Nbd.OPTION_MAGIC, all.readLong());
        assertEquals(3, all.readUnsignedShort());
        while (all.readableBytes() >= 8 && all.getLong(all.readerIndex()) == Nbd.OPTION_REPLY_MAGIC) {
            all.skipBytes(16);
            int length = all.readInt();
            assertTrue(length >= 0 && length <= Nbd.MAX_OPTION, "an option's reply of " + length);
            all.skipBytes(length);
        }
        while (all.isReadable() && all.getInt(all.readerIndex()) == Nbd.STRUCTURED_REPLY_MAGIC) {
            all.skipBytes(4);
            assertEquals(Nbd.CHUNK_DONE, all.readUnsignedShort());
            all.skipBytes(10);
            int length = all.readInt();
            assertTrue(length >= 0 && length <= DiskBench.SIZE + 8, "a chunk of " + length);
            all.skipBytes(length);
        }
    }

    // ---- clients to begin with --------------------------------------------------------------------------------------

    private interface Words {
        void say(DataOutputStream out) throws IOException;
    }

    private static byte[] pieces(Words... pieces) throws IOException {
        ByteArrayOutputStream script = new ByteArrayOutputStream();
        for (Words piece : pieces) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            piece.say(new DataOutputStream(bytes));
            script.write(bytes.size());
            bytes.writeTo(script);
        }
        return script.toByteArray();
    }

    private static Words option(int option, byte[] data) {
        return out -> {
            out.writeLong(Nbd.OPTION_MAGIC);
            out.writeInt(option);
            out.writeInt(data.length);
            out.write(data);
        };
    }

    private static Words request(int type, int flags, long offset, int length, int payload) {
        return out -> {
            out.writeInt(Nbd.REQUEST_MAGIC);
            out.writeShort(flags);
            out.writeShort(type);
            out.writeLong(9);
            out.writeLong(offset);
            out.writeInt(length);
            out.write(new byte[payload]);
        };
    }

    private static Words flags() {
        return out -> out.writeInt(3);
    }

    private static Words go(String export) {
        return option(Nbd.OPT_GO, RequestEncoder.exportRequest(export));
    }

    private static byte[] plain() throws IOException {
        return pieces(
                flags(),
                option(Nbd.OPT_LIST, new byte[0]),
                option(Nbd.OPT_INFO, RequestEncoder.exportRequest("plain")),
                option(Nbd.OPT_EXPORT_NAME, new byte[] {'p', 'l', 'a', 'i', 'n'}),
                request(Nbd.CMD_READ, 0, 8, 16, 0),
                request(Nbd.CMD_WRITE, Nbd.CMD_FLAG_FUA, 0, 32, 32),
                request(Nbd.CMD_WRITE_ZEROES, 0, 0, DiskBench.SIZE, 0),
                request(Nbd.CMD_FLUSH, 0, 0, 0, 0),
                request(Nbd.CMD_DISC, 0, 0, 0, 0));
    }

    private static byte[] structured() throws IOException {
        byte[] context = new DiskBench.Fields()
                .text("plain")
                .u32(1)
                .text(Nbd.BASE_ALLOCATION)
                .bytes();
        return pieces(
                flags(),
                option(Nbd.OPT_STRUCTURED_REPLY, new byte[0]),
                option(Nbd.OPT_LIST_META_CONTEXT, context),
                option(Nbd.OPT_SET_META_CONTEXT, context),
                go("plain"),
                request(Nbd.CMD_READ, Nbd.CMD_FLAG_DF, 0, DiskBench.SIZE, 0),
                request(Nbd.CMD_BLOCK_STATUS, 0, 0, DiskBench.SIZE, 0),
                request(Nbd.CMD_TRIM, 0, 0, 512, 0),
                request(Nbd.CMD_WRITE, 0, DiskBench.SIZE, 4, 4));
    }

    private static byte[] owner() throws IOException {
        ClaimantId other = new ClaimantId(5, 6);
        return pieces(
                flags(),
                option(Nbd.OPT_ARBITER, ArbiterCodec.encode(other, new DiskBench.Ask("web").query())),
                option(Nbd.OPT_ARBITER, ArbiterCodec.encode(other, new DiskBench.Ask("web").claim(2))),
                option(Nbd.OPT_OWNER, ArbiterCodec.encode(new OwnerBinding("web", other, 1), "web")),
                go("web"),
                request(Nbd.CMD_WRITE, 0, 0, 8, 8));
    }

    private static byte[] refused() throws IOException {
        return pieces(
                flags(),
                option(Nbd.OPT_STARTTLS, new byte[0]),
                option(77, new byte[3]),
                go("nothing"),
                go("web"),
                request(Nbd.CMD_WRITE, 0, 0, 8, 8),
                request(99, -1, -1, -1, 0),
                out -> out.write(new byte[Nbd.REQUEST_HEADER]));
    }
}
