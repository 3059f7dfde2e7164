package dev.understudy.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GatewayPortTest {
    private static final InetSocketAddress ALICE = new InetSocketAddress("127.0.0.1", 1111);
    private static final InetSocketAddress CAROL = new InetSocketAddress("127.0.0.1", 2222);

    private final List<String> replies = new ArrayList<>();
    private final Switch network = new Switch((port, enters, frame) -> {});
    private final GatewayPort gateway = new GatewayPort(
            network,
            List.of(ForwardSpec.parse("udp:127.0.0.1:5000:10.0.2.15:7")),
            (forward, client, data) -> replies.add(client.getPort() + ":" + new String(data, US_ASCII)));
    private final Cable cable = new Cable("guest");
    private long now;

    GatewayPortTest() {
        network.plug(gateway);
        network.plug(cable);
    }

    @Test
    void datagramsReachTheGuestAndItsAnswersTheRightClient() {
        cable.guest = new FakeGuest(frame -> network.receive(cable, frame, now));
        gateway.fromClient(0, ALICE, "hello".getBytes(US_ASCII), now);
        gateway.fromClient(0, CAROL, "there".getBytes(US_ASCII), now);
        gateway.fromClient(0, ALICE, "again".getBytes(US_ASCII), now);
        assertEquals(List.of("1111:hello", "2222:there", "1111:again"), replies);
        assertEquals(2, gateway.status().get(0).clients());
    }

    @Test
    void datagramsWaitForTheGuestsAddressAndOldOnesGiveUp() {
        gateway.fromClient(0, ALICE, "early".getBytes(US_ASCII), now);
        now += Neighbours.WAIT_NANOS / 2;
        gateway.fromClient(0, ALICE, "late".getBytes(US_ASCII), now);
        now += Neighbours.WAIT_NANOS * 3 / 4;
        gateway.tick(now);
        assertTrue(cable.received.stream()
                        .filter(f -> Ethernet.type(f) == Ethernet.TYPE_ARP)
                        .count()
                >= 2);
        cable.guest = new FakeGuest(frame -> network.receive(cable, frame, now));
        now += Neighbours.ASK_NANOS;
        gateway.tick(now);
        assertEquals(List.of("1111:late"), replies);
        assertEquals(1, gateway.unresolved());
    }

    @Test
    void waitingDatagramsAreBounded() {
        for (int i = 0; i < Neighbours.MAX_WAITING + 5; i++) {
            gateway.fromClient(0, ALICE, new byte[1], now);
        }
        assertEquals(5, gateway.unresolved());
    }

    @Test
    void clientThatFallsSilentLosesItsPort() {
        gateway.fromClient(0, ALICE, new byte[1], now);
        now += ClientPorts.IDLE_NANOS + 1;
        gateway.tick(now);
        assertEquals(0, gateway.status().get(0).clients());
    }

    @Test
    void clientsAreBoundedAndTheOneSilentForLongestMakesRoom() {
        ClientPorts ports = new ClientPorts();
        int first = ports.portOf(new ClientPorts.Client(0, ALICE), 0);
        for (int i = 0; i < ClientPorts.MAX_CLIENTS; i++) {
            ports.portOf(new ClientPorts.Client(1, new InetSocketAddress("127.0.0.1", 1 + i)), 1);
        }
        assertEquals(ClientPorts.MAX_CLIENTS, ports.count(1));
        assertEquals(0, ports.count(0));
        assertNotEquals(ALICE, ports.clientOf(first, 2).address());
    }

    @Test
    void gatewayAnswersArpAndPing() {
        network.receive(
                cable,
                new Arp(Arp.REQUEST, FakeGuest.MAC, FakeGuest.ADDRESS, 0, GatewayPort.ADDRESS)
                        .frame(Ethernet.BROADCAST),
                now);
        Arp reply = Arp.parse(cable.last());
        assertEquals(new Arp(Arp.REPLY, GatewayPort.MAC, GatewayPort.ADDRESS, FakeGuest.MAC, FakeGuest.ADDRESS), reply);

        byte[] ping = Ipv4.udpFrame(
                GatewayPort.MAC,
                FakeGuest.MAC,
                FakeGuest.ADDRESS,
                0,
                GatewayPort.ADDRESS,
                0,
                3,
                "ping".getBytes(US_ASCII));
        ping[Ethernet.HEADER_BYTES + 9] = Ipv4.ICMP;
        Arrays.fill(ping, 34, 42, (byte) 0);
        ping[34] = 8;
        checksums(ping);
        network.receive(cable, ping, now);
        byte[] pong = cable.last();
        Ipv4 packet = Ipv4.parse(pong);
        assertEquals(FakeGuest.ADDRESS, packet.destination());
        assertEquals(0, pong[packet.payload()]);
        assertEquals(0, Ipv4.checksum(pong, packet.payload(), packet.end() - packet.payload(), 0));
        assertArrayEquals("ping".getBytes(US_ASCII), Arrays.copyOfRange(pong, 42, 46));
    }

    @Test
    void checksumsAreThoseOfTheWorkedExample() {
        // RFC 1071, section 3: the sum of 00 01 f2 03 f4 f5 f6 f7 is ddf2.
        byte[] example = {0x00, 0x01, (byte) 0xf2, 0x03, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, (byte) 0xf7};
        assertEquals(~0xddf2 & 0xffff, Ipv4.checksum(example, 0, 8, 0));
    }

    @Test
    void fragmentsAndFramesWithWrongChecksumsAreDroppedAndCounted() {
        byte[] good = Ipv4.udpFrame(
                GatewayPort.MAC, FakeGuest.MAC, FakeGuest.ADDRESS, 7, GatewayPort.ADDRESS, 49152, 1, new byte[8]);
        byte[] fragment = good.clone();
        fragment[Ethernet.HEADER_BYTES + 6] = 0x20;
        checksums(fragment);
        network.receive(cable, fragment, now);
        assertEquals(1, gateway.fragments());
        byte[] wrong = good.clone();
        wrong[45] ^= 1;
        network.receive(cable, wrong, now);
        byte[] wrongHeader = good.clone();
        wrongHeader[Ethernet.HEADER_BYTES + 8] ^= 1;
        network.receive(cable, wrongHeader, now);
        assertEquals(2, gateway.malformed());
    }

    @Test
    void onlyTheForwardedPortOfTheGuestMayAnswer() {
        cable.guest = new FakeGuest(frame -> network.receive(cable, frame, now));
        gateway.fromClient(0, ALICE, "a".getBytes(US_ASCII), now);
        network.receive(
                cable,
                Ipv4.udpFrame(
                        GatewayPort.MAC,
                        FakeGuest.MAC,
                        FakeGuest.ADDRESS,
                        8,
                        GatewayPort.ADDRESS,
                        49152,
                        1,
                        new byte[3]),
                now);
        assertEquals(List.of("1111:a"), replies);
        assertEquals(1, gateway.status().get(0).dropped());
    }

    @Test
    void tooLongDatagramIsDroppedAndCounted() {
        gateway.fromClient(0, ALICE, new byte[Ipv4.MAX_UDP_PAYLOAD_BYTES + 1], now);
        assertEquals(1, gateway.status().get(0).dropped());
        assertEquals(List.of(), cable.received);
    }

    @Test
    void hostileFramesDoNoHarm() {
        Random random = new Random(11);
        byte[] good = Ipv4.udpFrame(
                GatewayPort.MAC, FakeGuest.MAC, FakeGuest.ADDRESS, 7, GatewayPort.ADDRESS, 49152, 1, new byte[8]);
        for (int i = 0; i < 200_000; i++) {
            byte[] frame = Arrays.copyOf(good, random.nextInt(good.length + 8));
            for (int flips = random.nextInt(4); flips > 0 && frame.length > 12; flips--) {
                frame[12 + random.nextInt(frame.length - 12)] = (byte) random.nextInt();
            }
            if (frame.length >= 34 && random.nextBoolean()) {
                checksums(frame); // so that what is behind the header's checksum is reached too
            }
            network.receive(cable, frame, now);
        }
        assertTrue(gateway.malformed() > 1000 && network.malformed() > 1000 && gateway.fragments() > 100);
    }

    @Test
    void switchLearnsWhereAnAddressIsAndForgets() {
        Cable other = new Cable("other");
        network.plug(other);
        byte[] hello = new byte[60];
        Ethernet.header(hello, Ethernet.BROADCAST, 0x0200_0000_0001L, 0x88b5);
        network.receive(other, hello, now);
        byte[] toOther = new byte[60];
        Ethernet.header(toOther, 0x0200_0000_0001L, 0x0200_0000_0002L, 0x88b5);
        network.receive(cable, toOther, now);
        assertEquals(1, other.received.size());
        assertEquals(other, network.locate(0x0200_0000_0001L, now));
        network.receive(cable, hello, now);
        assertEquals(cable, network.locate(0x0200_0000_0001L, now));
        assertEquals(null, network.locate(0x0200_0000_0001L, now + Switch.MAX_AGE_NANOS + 1));
    }

    @Test
    void learningTableIsBounded() {
        for (int i = 0; i <= Switch.MAX_ADDRESSES; i++) {
            byte[] frame = new byte[60];
            Ethernet.header(frame, Ethernet.BROADCAST, 0x0200_0000_0000L + i, 0x88b5);
            network.receive(cable, frame, now);
        }
        assertEquals(null, network.locate(0x0200_0000_0000L, now));
        assertEquals(cable, network.locate(0x0200_0000_0001L, now));
    }

    @Test
    void forwardsAreParsedAndFlawsNamed() {
        assertEquals(
                "udp:127.0.0.1:5000:10.0.2.15:7",
                ForwardSpec.parse("udp:127.0.0.1:5000:10.0.2.15:7").toString());
        assertEquals(
                "udp:127.0.0.1:5000:10.0.2.15:7",
                ForwardSpec.parse("udp:5000:7").toString());
        assertEquals(
                "udp:0.0.0.0:0:10.0.2.16:9",
                ForwardSpec.parse("udp:0.0.0.0:0:10.0.2.16:9").toString());
        assertEquals(
                "tcp:127.0.0.1:26379:10.0.2.15:6379",
                ForwardSpec.parse("tcp:26379:6379").toString());
        assertEquals(
                "tcp:127.0.0.1:4:10.0.2.15:6379",
                ForwardSpec.parse("tcp:0:6379").withHostPort(4).toString());
        assertFlaw("sctp:5000:7", "only udp and tcp are forwarded");
        assertFlaw("udp:5000", "parts");
        assertFlaw("udp:70000:7", "'70000' is no port of 0 to 65535");
        assertFlaw("udp:5000:0", "'0' is no port of 1 to 65535");
        assertFlaw("udp:127.0.0.256:5000:10.0.2.15:7", "'127.0.0.256' is no IPv4 address");
        assertFlaw("udp:5000:10.0.2.2:7", "other than the gateway's");
        assertFlaw("udp:5000:192.168.1.4:7", "not one of 10.0.2.1");
    }

    private static void assertFlaw(String text, String flaw) {
        String message = assertThrows(IllegalArgumentException.class, () -> ForwardSpec.parse(text))
                .getMessage();
        assertTrue(message.contains(flaw) && message.contains(text), message);
    }

    /** Makes the IPv4 header's checksum right, and that of an ICMP message. */
    private static void checksums(byte[] frame) {
        Ethernet.putU16(frame, 24, 0);
        Ethernet.putU16(frame, 24, Ipv4.checksum(frame, 14, 20, 0));
        if (frame.length >= 42 && frame[23] == Ipv4.ICMP) {
            Ethernet.putU16(frame, 36, 0);
            Ethernet.putU16(frame, 36, Ipv4.checksum(frame, 34, frame.length - 34, 0));
        }
    }

    private final class Cable implements SwitchPort {
        final String name;
        final List<byte[]> received = new ArrayList<>();
        FakeGuest guest;

        Cable(String name) {
            this.name = name;
        }

        byte[] last() {
            return received.get(received.size() - 1);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void deliver(byte[] frame, long nowNanos) {
            received.add(frame);
            if (guest != null) {
                guest.receive(frame);
            }
        }
    }
}
