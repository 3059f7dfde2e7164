package dev.understudy.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understudy.fuzzing.Bugs;
import dev.understudy.fuzzing.Script;
import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.BlockStore;
import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.replication.ClaimantId;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A hostile NBD server: the client believes no export without a size, an owner none that did not bind it, and each request
 * is completed once, with as much data as it asked for. A script: u8 who the client is (0 plain, 1 owner, 2 standby), then
 * pieces, each u8 length (0: all that is left) and so many bytes.
 */
class NbdClientFuzzTest {
    private static final ClaimantId SELF = new ClaimantId(1, 2);
    private static final OwnerBinding OWNER = new OwnerBinding("web", SELF, 1);
    private static final NbdEndpoint NOWHERE = new NbdEndpoint("127.0.0.1", 9, null);
    private static final int READ_BYTES = 24;

    static Stream<Arguments> servers() throws IOException {
        return Script.seeds(server(0), server(1), server(2), new byte[] {1, 0, 'N', 'B', 'D'});
    }

    @MethodSource("servers")
    @FuzzTest
    void anyServerServesAsAgreedOrIsLost(byte[] bytes) throws Exception {
        Bugs.watch();
        Script script = new Script(bytes);
        int who = script.u8() % 3;
        NbdClientOptions options = who == 0
                ? NbdClientOptions.plain(NOWHERE, "web")
                : who == 1
                        ? NbdClientOptions.owned(NOWHERE, "web", OWNER)
                        : NbdClientOptions.standby(NOWHERE, "web", "web", SELF);
        Machine machine = new Machine(who == 1);
        try (NbdClient client = new NbdClient(options, machine, null)) {
            machine.client = client;
            client.submit(new DiskRequest(0, DiskRequest.Kind.READ, 0, READ_BYTES, new byte[0]));
            client.submit(new DiskRequest(1, DiskRequest.Kind.WRITE, 0, 3, new byte[3]));
            client.submit(new DiskRequest(2, DiskRequest.Kind.FLUSH, 0, 0, new byte[0]));
            client.loop().submit(() -> converse(client, script, bytes.length)).sync();
        }
        Bugs.assertNone();
    }

    /** On the client's loop, so that nothing else happens meanwhile. */
    private static void converse(NbdClient client, Script script, int length) {
        EmbeddedChannel channel = new EmbeddedChannel(new HagglingDecoder(null, client.haggler()));
        while (script.hasMore() && channel.isOpen()) {
            int piece = script.u8();
            channel.writeInbound(Unpooled.wrappedBuffer(script.bytes(piece == 0 ? length : piece)));
            channel.runPendingTasks();
        }
        client.close();
        channel.finishAndReleaseAll();
    }

    /** Who uses the disk. */
    private static final class Machine implements BlockStore.Listener {
        private final boolean isOwner;
        private final Set<Long> completed = new HashSet<>();
        private NbdClient client;
        private boolean lost;

        Machine(boolean isOwner) {
            this.isOwner = isOwner;
        }

        @Override
        public void completed(DiskRequest request, DiskStatus status, byte[] data) {
            assertTrue(completed.add(request.id()), () -> "completed twice: " + request);
            assertTrue(!lost, "a completion after the ownership is lost");
            boolean hasData = request.kind() == DiskRequest.Kind.READ && status == DiskStatus.OK;
            assertEquals(hasData ? READ_BYTES : 0, data.length, "bytes of data");
        }

        @Override
        public void ownershipLost(String reason) {
            lost = true;
        }

        @Override
        public void reachable(boolean reachable, long instance) {
            assertTrue(!reachable || client.capacity() > 0, "an export of no size");
            assertTrue(!reachable || !isOwner || instance != 0, "served without being bound to its owner");
        }
    }

    // ---- servers to begin with --------------------------------------------------------------------------------------

    private static byte[] server(int who) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        bytes.write(who);
        bytes.write(0);
        out.writeLong(Nbd.INIT_PASSWORD);
        out.writeLong(Nbd.OPTION_MAGIC);
        out.writeShort(3);
        if (who == 1) {
            reply(out, Nbd.OPT_OWNER, Nbd.REP_OWNER, ArbiterCodec.encodeInstance(5));
        }
        int option = who == 2 ? Nbd.OPT_INFO : Nbd.OPT_GO;
        reply(out, option, Nbd.REP_INFO, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 1});
        reply(out, option, Nbd.REP_ACK, new byte[0]);
        for (int cookie = 0; who != 2 && cookie < 3; cookie++) {
            out.writeInt(Nbd.SIMPLE_REPLY_MAGIC);
            out.writeInt(cookie == 1 ? Nbd.ENOSPC : Nbd.OK);
            out.writeLong(cookie);
            out.write(new byte[cookie == 0 ? READ_BYTES : 0]);
        }
        return bytes.toByteArray();
    }

    private static void reply(DataOutputStream out, int option, int type, byte[] data) throws IOException {
        out.writeLong(Nbd.OPTION_REPLY_MAGIC);
        out.writeInt(option);
        out.writeInt(type);
        out.writeInt(data.length);
        out.write(data);
    }
}
