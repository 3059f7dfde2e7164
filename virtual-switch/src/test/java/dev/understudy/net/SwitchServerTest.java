package dev.understudy.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.host.NetworkPort;
import dev.understudy.vmm.identity.PeerIdentity;
import dev.understudy.vmm.replication.Arbiter;
import dev.understudy.vmm.replication.ClaimantId;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Server and clients over real sockets. */
@Timeout(60)
class SwitchServerTest {
    private static final byte[] SECRET = "a secret of enough bytes".getBytes(StandardCharsets.US_ASCII);

    private final OneOwner arbiter = new OneOwner();
    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void clientsOfAForwardLoseNothingWhileReplicasChange() throws Exception {
        Path capture = folder.resolve("web.pcapng");
        SwitchServer server = start(SwitchOptions.local(identity(), arbiter)
                .withForwards(List.of(ForwardSpec.parse("udp:0:7")))
                .withCapture(capture));
        Replica ann = new Replica(server, identity(), true);
        arbiter.owner(1, ann.claimant);
        ann.attach(1, 0, 0);
        try (DatagramSocket client = new DatagramSocket()) {
            client.setSoTimeout(10_000);
            for (int i = 0; i < 50; i++) {
                assertEquals("to ann " + i, exchange(client, server.forwardPort(0), "to ann " + i));
            }
            // Ann dies with nothing in any log since the ARP request and ten datagrams: frames 0 to 10.
            ann.close();
            send(client, server.forwardPort(0), "while nobody lives");
            Replica bob = new Replica(server, identity(), false);
            arbiter.owner(2, bob.claimant);
            bob.nextOut = 11;
            bob.attach(2, 11, 0);
            assertEquals("while nobody lives", receive(client));
            assertEquals("to bob", exchange(client, server.forwardPort(0), "to bob"));
            SwitchStatus.Vm vm = server.status().vms().get(0);
            assertEquals(2, vm.generation());
            assertEquals(40, vm.duplicatesDropped());
            assertEquals(52, server.status().forwards().get(0).toClients());
            assertEquals(53, bob.nextOut);
        }
        server.close();
        assertTrue(Files.size(capture) > 100 * 60);
    }

    @Test
    void oldOwnerIsFencedWhenANewOneAttaches() throws Exception {
        SwitchServer server = start(SwitchOptions.local(identity(), arbiter));
        Replica ann = new Replica(server, identity(), true);
        arbiter.owner(1, ann.claimant);
        ann.attach(1, 0, 0);
        Replica bob = new Replica(server, identity(), false);
        arbiter.owner(2, bob.claimant);
        bob.attach(2, 0, 0);
        assertEquals("the arbiter names another owner in generation 2", ann.fenced.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void claimantThatTheCertificateDoesNotProveIsRefused() throws Exception {
        SwitchServer server = start(SwitchOptions.local(identity(), arbiter));
        ClaimantId stolen = new ClaimantId(4, 5);
        arbiter.owner(1, stolen);
        Replica thief = new Replica(endpoint(server, identity()), stolen, true);
        thief.client.attach(1, 0, 0);
        String reason = thief.unreachable.poll(10, TimeUnit.SECONDS);
        assertNotNull(reason);
        assertTrue(reason.contains("is not the one of the certificate"), reason);
        assertNull(thief.attached.poll());
    }

    @Test
    void strangerWithAnotherSecretIsNotLetIn() throws Exception {
        SwitchServer server = start(SwitchOptions.local(identity(), arbiter));
        PeerIdentity stranger = PeerIdentity.fromSecret("quite another secret".getBytes(StandardCharsets.US_ASCII));
        Replica replica = new Replica(server, stranger, true);
        assertNotNull(replica.unreachable.poll(10, TimeUnit.SECONDS));
        assertTrue(server.status().vms().isEmpty());
    }

    @Test
    void clientAttachesAgainByItselfToARestartedSwitch() throws Exception {
        SwitchServer server = start(SwitchOptions.local(null, arbiter));
        Replica ann = new Replica(endpoint(server, null), new ClaimantId(1, 2), true);
        arbiter.owner(1, ann.claimant);
        ann.attach(1, 0, 0);
        int port = server.port();
        server.consoleInput("web", new byte[] {'a'});
        assertEquals("0:a", ann.typed.poll(10, TimeUnit.SECONDS));
        server.close();
        assertNotNull(ann.unreachable.poll(10, TimeUnit.SECONDS));
        ann.client.sendConsole(0, "held meanwhile".getBytes(StandardCharsets.US_ASCII));
        BlockingQueue<String> console = new LinkedBlockingQueue<>();
        SwitchServer restarted = start(SwitchOptions.local(null, arbiter)
                .withAddress(InetAddress.getLoopbackAddress(), port)
                .withConsole((vm, number, data) -> console.add(vm + " " + number + ":" + text(data))));
        assertNotNull(ann.attached.poll(20, TimeUnit.SECONDS));
        assertEquals("web 0:held meanwhile", console.poll(10, TimeUnit.SECONDS));
        assertEquals(14, ann.passedConsole.poll(10, TimeUnit.SECONDS));
        restarted.consoleInput("web", new byte[] {'b'});
        assertEquals("1:b", ann.typed.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void consoleIsShownToWatchersWhoMayType() throws Exception {
        SwitchServer server = start(SwitchOptions.local(identity(), arbiter));
        Replica ann = new Replica(server, identity(), true);
        arbiter.owner(1, ann.claimant);
        ann.attach(1, 0, 7);
        BlockingQueue<String> shown = new LinkedBlockingQueue<>();
        BlockingQueue<Boolean> there = new LinkedBlockingQueue<>();
        ConsoleClient watcher = new ConsoleClient(endpoint(server, identity()), "web", new ConsoleClient.Listener() {
            @Override
            public void output(long number, byte[] data) {
                shown.add(number + ":" + text(data));
            }

            @Override
            public void reachable(boolean reachable, String reason) {
                there.add(reachable);
            }
        });
        open.add(watcher);
        watcher.type("ahead".getBytes(StandardCharsets.US_ASCII));
        assertEquals(true, there.poll(10, TimeUnit.SECONDS));
        watcher.type("hi".getBytes(StandardCharsets.US_ASCII));
        assertEquals("7:ahead", ann.typed.poll(10, TimeUnit.SECONDS));
        assertEquals("12:hi", ann.typed.poll(10, TimeUnit.SECONDS));
        ann.client.sendConsole(30, "login: ".getBytes(StandardCharsets.US_ASCII));
        assertEquals("30:login: ", shown.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void unreachableArbiterMakesTheAttachWait() throws Exception {
        SwitchServer server = start(SwitchOptions.local(null, arbiter));
        Replica ann = new Replica(endpoint(server, null), new ClaimantId(1, 2), true);
        ann.client.attach(1, 0, 0);
        arbiter.asked.take();
        arbiter.asked.take();
        assertTrue(server.status().vms().get(0).waits().contains("cannot be reached"));
        assertNull(ann.attached.poll());
        arbiter.owner(1, ann.claimant);
        assertNotNull(ann.attached.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void replicaTurnedAwayForNowComesBackAndSaysSo() throws Exception {
        SwitchServer server = start(SwitchOptions.local(null, arbiter));
        Replica ann = new Replica(endpoint(server, null), new ClaimantId(1, 2), true);
        arbiter.owner(0, null);
        ann.client.attach(1, 0, 0);
        assertEquals("the arbiter knows generation 0 of web, not 1", ann.unreachable.poll(10, TimeUnit.SECONDS));
        ann.reachable.clear();
        arbiter.owner(1, ann.claimant);
        assertNotNull(ann.attached.poll(10, TimeUnit.SECONDS));
        assertEquals("attached at the switch at 127.0.0.1:" + server.port(), ann.reachable.poll());
    }

    @Test
    void hostileBytesEndOnlyTheirOwnConnection() throws Exception {
        SwitchServer server = start(SwitchOptions.local(null, arbiter));
        assertTrue(answerTo(server, 0xff, 0xff, 1).contains("message of 65535 bytes"));
        assertTrue(answerTo(server, 0, 0).contains("message of 0 bytes"));
        assertTrue(answerTo(server, 1, 0, 13).contains("begins with Hello, not Ping"));
        assertTrue(answerTo(server, 7, 0, 1, 'G', 'E', 'T', ' ', '/', ' ').contains("not this protocol's"));
        assertTrue(answerTo(server, 7, 0, 1, 'U', 'S', 'W', '1', 9, 0).contains("you speak version 9"));
        assertTrue(answerTo(server, 7, 0, 1, 'U', 'S', 'W', '1', 1, 0, 1, 0, 77).contains("kind 77 is unknown"));
        Replica ann = new Replica(endpoint(server, null), new ClaimantId(1, 2), true);
        arbiter.owner(1, ann.claimant);
        ann.attach(1, 0, 0);
    }

    private static String answerTo(SwitchServer server, int... bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            for (int each : bytes) {
                socket.getOutputStream().write(each);
            }
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static PeerIdentity identity() {
        return PeerIdentity.fromSecret(SECRET);
    }

    private SwitchServer start(SwitchOptions options) throws IOException {
        SwitchServer server = new SwitchServer(options);
        open.add(server);
        return server.start();
    }

    private static SwitchEndpoint endpoint(SwitchServer server, PeerIdentity identity) {
        return new SwitchEndpoint("127.0.0.1", server.port(), identity, identity == null);
    }

    private static String exchange(DatagramSocket client, int port, String text) throws IOException {
        send(client, port, text);
        return receive(client);
    }

    private static void send(DatagramSocket client, int port, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        client.send(
                new DatagramPacket(bytes, bytes.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }

    private static String receive(DatagramSocket client) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        client.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    private static String text(byte[] data) {
        return new String(data, StandardCharsets.US_ASCII);
    }

    /** Names one owner, or nobody. */
    private static final class OneOwner implements Arbiter {
        final BlockingQueue<Request> asked = new LinkedBlockingQueue<>();
        private volatile Answer answer = new Answer.Unreachable("not up yet");

        void owner(long generation, ClaimantId owner) {
            answer = new Answer.State(generation, owner, null, false);
        }

        @Override
        public void ask(Request request, Consumer<Answer> hear) {
            asked.add(request);
            hear.accept(answer);
        }

        @Override
        public void close() {}
    }

    /** A client with a guest behind it whose outputs are numbered. */
    private final class Replica implements NetworkPort.Listener, AutoCloseable {
        final ClaimantId claimant;
        final SwitchClient client;
        final BlockingQueue<Boolean> attached = new LinkedBlockingQueue<>();
        final BlockingQueue<String> fenced = new LinkedBlockingQueue<>();
        final BlockingQueue<String> reachable = new LinkedBlockingQueue<>();
        final BlockingQueue<String> unreachable = new LinkedBlockingQueue<>();
        final BlockingQueue<String> typed = new LinkedBlockingQueue<>();
        final BlockingQueue<Long> passedConsole = new LinkedBlockingQueue<>();
        final FakeGuest guest = new FakeGuest(this::send);
        volatile long nextOut;

        Replica(SwitchServer server, PeerIdentity identity, boolean startsLife) {
            this(endpoint(server, identity), identity.claimant(), startsLife);
        }

        Replica(SwitchEndpoint endpoint, ClaimantId claimant, boolean startsLife) {
            this.claimant = claimant;
            this.client = new SwitchClient(endpoint, "web", claimant, startsLife, this);
            open.add(this);
        }

        void attach(long generation, long nextFrame, long nextInputByte) throws InterruptedException {
            client.attach(generation, nextFrame, nextInputByte);
            assertNotNull(attached.poll(10, TimeUnit.SECONDS), "attached");
        }

        private void send(byte[] frame) {
            long number = nextOut;
            nextOut = number + 1;
            client.sendFrame(number, frame);
        }

        @Override
        public void attached() {
            attached.add(true);
        }

        @Override
        public void frame(long number, byte[] frame) {
            guest.receive(frame);
        }

        @Override
        public void consoleInput(long number, byte[] data) {
            typed.add(number + ":" + text(data));
        }

        @Override
        public void passed(long nextFrame, long nextConsoleByte) {
            if (nextConsoleByte > 0) {
                passedConsole.add(nextConsoleByte);
            }
        }

        @Override
        public void fenced(String reason) {
            fenced.add(reason);
        }

        @Override
        public void reachable(boolean there, String reason) {
            (there ? reachable : unreachable).add(reason);
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
