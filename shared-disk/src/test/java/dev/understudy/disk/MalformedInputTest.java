package dev.understudy.disk;

import static dev.understudy.disk.Claimants.ALICE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.identity.PeerIdentity;
import dev.understudy.vmm.replication.Arbiter.Request;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Byte by byte over a socket: what a broken or hostile client may send. */
class MalformedInputTest {
    @TempDir
    Path folder;

    private TestServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = new TestServer(folder);
    }

    @AfterEach
    void serverStillServes() throws Exception {
        try (Disk disk = server.plain("plain")) {
            disk.writeOk(0, "alive");
        }
        server.close();
    }

    /** A connection after the greeting. */
    private static final class Wire implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;
        private final DataOutputStream out;

        Wire(TestServer server, int clientFlags) throws IOException {
            socket = new Socket("127.0.0.1", server.server.port());
            socket.setSoTimeout(30_000);
            in = new DataInputStream(socket.getInputStream());
            out = new DataOutputStream(socket.getOutputStream());
            assertEquals(Nbd.INIT_PASSWORD, in.readLong());
            assertEquals(Nbd.OPTION_MAGIC, in.readLong());
            assertEquals(3, in.readUnsignedShort());
            out.writeInt(clientFlags);
        }

        void option(int option, long length, byte[] data) throws IOException {
            out.writeLong(Nbd.OPTION_MAGIC);
            out.writeInt(option);
            out.writeInt((int) length);
            out.write(data);
        }

        /** The type of the next reply. */
        int replyTo(int option) throws IOException {
            assertEquals(Nbd.OPTION_REPLY_MAGIC, in.readLong());
            assertEquals(option, in.readInt());
            int type = in.readInt();
            in.skipNBytes(in.readInt());
            return type;
        }

        void go(String export) throws IOException {
            option(Nbd.OPT_GO, 6 + export.length(), exportRequest(export, 0));
            while (replyTo(Nbd.OPT_GO) != Nbd.REP_ACK) {}
        }

        void request(int flags, int type, long cookie, long offset, long length) throws IOException {
            out.writeInt(Nbd.REQUEST_MAGIC);
            out.writeShort(flags);
            out.writeShort(type);
            out.writeLong(cookie);
            out.writeLong(offset);
            out.writeInt((int) length);
        }

        int errorOf(long cookie) throws IOException {
            assertEquals(Nbd.SIMPLE_REPLY_MAGIC, in.readInt());
            int error = in.readInt();
            assertEquals(cookie, in.readLong());
            return error;
        }

        /** True if the server ended the connection. */
        boolean ended() throws IOException {
            try {
                return in.read() < 0;
            } catch (java.net.SocketException e) {
                return true; // reset: bytes of ours were still under way
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static byte[] exportRequest(String export, int count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(export.length());
        out.write(export.getBytes(StandardCharsets.UTF_8));
        out.writeShort(count);
        return bytes.toByteArray();
    }

    // ---- haggling

    @Test
    void clientFlagsThatAreNotFixedNewstyleEndTheConnection() throws IOException {
        for (int flags : new int[] {0, 2, 7, -1}) {
            try (Wire wire = new Wire(server, flags)) {
                assertTrue(wire.ended(), "flags " + flags);
            }
        }
    }

    @Test
    void clientThatDoesNotReadItsAnswersIsNotHeardUntilItDoes() {
        EmbeddedChannel channel = new EmbeddedChannel(new HandshakeDecoder(server.server));
        channel.releaseOutbound();
        setWritable(channel, false);
        channel.writeInbound(
                Unpooled.buffer().writeInt(3).writeLong(Nbd.OPTION_MAGIC).writeLong((long) Nbd.OPT_LIST << 32));
        assertNull(channel.readOutbound());
        assertFalse(channel.config().isAutoRead());
        setWritable(channel, true);
        assertTrue(channel.config().isAutoRead());
        assertTrue(channel.releaseOutbound(), "the list");
        channel.finishAndReleaseAll();
    }

    private static void setWritable(EmbeddedChannel channel, boolean writable) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
        channel.runPendingTasks();
    }

    @Test
    void anOptionWithoutItsMagicEndsTheConnection() throws IOException {
        try (Wire wire = new Wire(server, 3)) {
            wire.out.write(new byte[16]);
            assertTrue(wire.ended());
        }
    }

    @Test
    void anOversizedOptionIsRefusedBeforeItsDataComes() throws IOException {
        try (Wire wire = new Wire(server, 3)) {
            wire.option(Nbd.OPT_GO, 0xffff_ffffL, new byte[0]);
            assertEquals(Nbd.REP_ERR_TOO_BIG, wire.replyTo(Nbd.OPT_GO));
            assertTrue(wire.ended());
        }
    }

    @Test
    void malformedOptionsAreInvalidAndHagglingGoesOn() throws IOException {
        try (Wire wire = new Wire(server, 3)) {
            byte[] longName = {0x7f, -1, -1, -1, 'x'};
            for (int option : new int[] {Nbd.OPT_GO, Nbd.OPT_INFO, Nbd.OPT_SET_META_CONTEXT}) {
                wire.option(option, longName.length, longName);
                assertEquals(Nbd.REP_ERR_INVALID, wire.replyTo(option));
                wire.option(option, 0, new byte[0]);
                assertEquals(Nbd.REP_ERR_INVALID, wire.replyTo(option));
            }
            byte[] fewInfos = exportRequest("plain", 9);
            wire.option(Nbd.OPT_GO, fewInfos.length, fewInfos);
            assertEquals(Nbd.REP_ERR_INVALID, wire.replyTo(Nbd.OPT_GO));
            wire.option(Nbd.OPT_LIST, 1, new byte[1]);
            assertEquals(Nbd.REP_ERR_INVALID, wire.replyTo(Nbd.OPT_LIST));
            wire.option(77, 3, new byte[3]);
            assertEquals(Nbd.REP_ERR_UNSUP, wire.replyTo(77));
            byte[] missing = exportRequest("missing", 0);
            wire.option(Nbd.OPT_GO, missing.length, missing);
            assertEquals(Nbd.REP_ERR_UNKNOWN, wire.replyTo(Nbd.OPT_GO));
            wire.option(Nbd.OPT_STARTTLS, 0, new byte[0]);
            assertEquals(Nbd.REP_ERR_POLICY, wire.replyTo(Nbd.OPT_STARTTLS));
            wire.go("plain");
        }
    }

    @Test
    void anyCutOrChangeOfARequestToTheArbiterIsAnsweredNotObeyedNorFatal() throws IOException {
        byte[] good = ArbiterCodec.encode(ALICE, new Request.Open("vm", 2, Claimants.BOB));
        Random random = new Random(11);
        try (Wire wire = new Wire(server, 3)) {
            for (int length = 0; length < good.length; length++) {
                wire.option(Nbd.OPT_ARBITER, length, java.util.Arrays.copyOf(good, length));
                assertEquals(Nbd.REP_ERR_INVALID, wire.replyTo(Nbd.OPT_ARBITER), "length " + length);
            }
            Set<Integer> expected = Set.of(Nbd.REP_ERR_INVALID, Nbd.REP_ERR_UNKNOWN, Nbd.REP_ARBITER);
            for (int round = 0; round < 200; round++) {
                byte[] bad = good.clone();
                bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
                wire.option(Nbd.OPT_ARBITER, bad.length, bad);
                int type = wire.replyTo(Nbd.OPT_ARBITER);
                assertTrue(expected.contains(type), "seed 11, round " + round + ": reply " + type);
            }
        }
        assertEquals(0, server.server.status().vms().get(0).generation(), "nobody was granted anything");
    }

    @Test
    void anOwnerThatDoesNotOwnIsRefused() throws IOException {
        try (Wire wire = new Wire(server, 3)) {
            byte[] data = ArbiterCodec.encode(new OwnerBinding("vm", ALICE, 1), "disk");
            wire.option(Nbd.OPT_OWNER, data.length, data);
            assertEquals(Nbd.REP_ERR_POLICY, wire.replyTo(Nbd.OPT_OWNER));
        }
    }

    @Test
    void underTlsNothingIsSaidInTheClear() throws IOException {
        PeerIdentity identity = PeerIdentity.fromSecret(new byte[32]);
        try (TestServer secured = new TestServer(folder.resolve("tls"), Rule.ALL, identity, 0)) {
            try (Wire wire = new Wire(secured, 3)) {
                for (int option : new int[] {Nbd.OPT_LIST, Nbd.OPT_GO, Nbd.OPT_ARBITER, Nbd.OPT_OWNER, 77}) {
                    wire.option(option, 0, new byte[0]);
                    assertEquals(Nbd.REP_ERR_TLS_REQD, wire.replyTo(option));
                }
                wire.option(Nbd.OPT_EXPORT_NAME, 5, "plain".getBytes(StandardCharsets.UTF_8));
                assertTrue(wire.ended());
            }
            try (Wire wire = new Wire(secured, 3)) {
                ByteArrayOutputStream both = new ByteArrayOutputStream();
                DataOutputStream out = new DataOutputStream(both);
                for (int option : new int[] {Nbd.OPT_STARTTLS, Nbd.OPT_LIST}) {
                    out.writeLong(Nbd.OPTION_MAGIC);
                    out.writeInt(option);
                    out.writeInt(0);
                }
                wire.out.write(both.toByteArray());
                assertTrue(wire.ended(), "an option smuggled in behind STARTTLS");
            }
        }
    }

    // ---- transmission

    @Test
    void aRequestWithoutItsMagicEndsTheConnection() throws IOException {
        try (Wire wire = new Wire(server, 3)) {
            wire.go("plain");
            wire.out.write(new byte[Nbd.REQUEST_HEADER]);
            assertTrue(wire.ended());
        }
    }

    @Test
    void requestsThatCannotBeAreErrorsAndTheConnectionGoesOn() throws IOException {
        try (Wire wire = new Wire(server, 3)) {
            wire.go("plain");
            long size = TestServer.SIZE;
            Object[][] cases = {
                {0, Nbd.CMD_READ, size, 1L, Nbd.EINVAL},
                {0, Nbd.CMD_READ, -1L, 1L, Nbd.EINVAL},
                {0, Nbd.CMD_READ, Long.MAX_VALUE, 0xffff_ffffL, Nbd.EINVAL},
                {0, Nbd.CMD_READ, 0L, (long) Nbd.MAX_PAYLOAD + 1, Nbd.EINVAL},
                {Nbd.CMD_FLAG_DF, Nbd.CMD_READ, 0L, 1L, Nbd.EINVAL},
                {0, Nbd.CMD_TRIM, 0L, size + 1, Nbd.EINVAL},
                {0, Nbd.CMD_WRITE_ZEROES, 1L, size, Nbd.ENOSPC},
                {1 << 4, Nbd.CMD_WRITE_ZEROES, 0L, 1L, Nbd.EINVAL},
                {0, Nbd.CMD_FLUSH, 0L, 1L, Nbd.EINVAL},
                {0, Nbd.CMD_BLOCK_STATUS, 0L, 512L, Nbd.EINVAL},
                {0, 99, 0L, 0L, Nbd.EINVAL},
                {0x8000, Nbd.CMD_FLUSH, 0L, 0L, Nbd.EINVAL},
            };
            for (int index = 0; index < cases.length; index++) {
                Object[] bad = cases[index];
                wire.request((int) bad[0], (int) bad[1], index, (long) bad[2], (long) bad[3]);
                assertEquals(bad[4], wire.errorOf(index), "case " + index);
            }
            wire.request(0, Nbd.CMD_FLUSH, 1000, 0, 0);
            assertEquals(Nbd.OK, wire.errorOf(1000));
        }
    }

    @Test
    void theDataOfARefusedWriteIsSkipped() throws IOException {
        try (Wire wire = new Wire(server, 3)) {
            wire.go("plain");
            wire.request(0, Nbd.CMD_WRITE, 1, TestServer.SIZE, 1000);
            wire.out.write(new byte[1000]);
            assertEquals(Nbd.ENOSPC, wire.errorOf(1));
            wire.request(0, Nbd.CMD_WRITE, 2, 0, Nbd.MAX_PAYLOAD + 1);
            wire.out.write(new byte[Nbd.MAX_PAYLOAD + 1]);
            assertEquals(Nbd.EINVAL, wire.errorOf(2));
            wire.request(0, Nbd.CMD_WRITE, 3, 0, 4);
            wire.out.write(new byte[4]);
            assertEquals(Nbd.OK, wire.errorOf(3));
        }
    }

    @Test
    void moreRequestsThanTheBoundAreAnsweredOneAfterAnother() throws IOException {
        try (Wire wire = new Wire(server, 3)) {
            wire.go("plain");
            ByteArrayOutputStream many = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(many);
            int count = 2000;
            for (int cookie = 0; cookie < count; cookie++) {
                out.writeInt(Nbd.REQUEST_MAGIC);
                out.writeShort(0);
                out.writeShort(Nbd.CMD_WRITE_ZEROES);
                out.writeLong(cookie);
                out.writeLong(0);
                out.writeInt(1);
            }
            wire.out.write(many.toByteArray());
            boolean[] answered = new boolean[count];
            for (int left = count; left > 0; left--) {
                assertEquals(Nbd.SIMPLE_REPLY_MAGIC, wire.in.readInt());
                assertEquals(Nbd.OK, wire.in.readInt());
                int cookie = (int) wire.in.readLong();
                assertTrue(!answered[cookie], "answered twice: " + cookie);
                answered[cookie] = true;
            }
        }
    }

    @Test
    void theOldestWayToNameAnExportWorksWithAndWithoutZeroes() throws IOException {
        for (int flags : new int[] {1, 3}) {
            try (Wire wire = new Wire(server, flags)) {
                wire.option(Nbd.OPT_EXPORT_NAME, 5, "plain".getBytes(StandardCharsets.UTF_8));
                assertEquals(TestServer.SIZE, wire.in.readLong());
                assertTrue((wire.in.readUnsignedShort() & Nbd.HAS_FLAGS) != 0);
                wire.in.skipNBytes(flags == 1 ? 124 : 0);
                wire.request(0, Nbd.CMD_FLUSH, 5, 0, 0);
                assertEquals(Nbd.OK, wire.errorOf(5));
                wire.request(0, Nbd.CMD_DISC, 6, 0, 0);
                assertTrue(wire.ended());
            }
        }
    }

    @Test
    void randomBytesInEitherPhaseHarmNobody() throws IOException {
        Random random = new Random(23);
        for (int round = 0; round < 50; round++) {
            byte[] noise = new byte[1 + random.nextInt(4000)];
            random.nextBytes(noise);
            try (Wire wire = new Wire(server, 3)) {
                if (random.nextBoolean()) {
                    wire.go("plain");
                }
                wire.out.write(noise);
            }
        }
    }
}
