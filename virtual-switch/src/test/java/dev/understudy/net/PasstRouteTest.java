package dev.understudy.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** passt behind the gateway, on a switch with one guest. */
class PasstRouteTest {
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;
    private static final int CLIENT = 0xc000_0205; // 192.0.2.5
    private static final long PASSTS_MAC = 0x0200_0000_0077L;

    private final Switch network = new Switch((port, enters, frame) -> {});
    private final GatewayPort gateway = new GatewayPort(network, List.of(), (forward, client, data) -> {});
    private final List<byte[]> toPasst = new ArrayList<>();
    private final List<byte[]> toGuest = new ArrayList<>();
    private final SwitchPort guest = new SwitchPort() {
        @Override
        public String name() {
            return "guest";
        }

        @Override
        public void deliver(byte[] frame, long nowNanos) {
            toGuest.add(frame);
        }
    };

    @BeforeEach
    void plug() {
        network.plug(gateway);
        network.plug(guest);
        gateway.add(new PasstRoute(FakeGuest.ADDRESS, new FakeCable(toPasst)));
    }

    @Test
    void theGuestsSegmentsGoToPasstWhereverTheyAreBoundFor() {
        fromGuest(tcp(FakeGuest.ADDRESS, CLIENT, ACK));
        fromGuest(tcp(FakeGuest.ADDRESS, GatewayPort.ADDRESS, SYN | ACK));
        assertEquals(2, toPasst.size());
        assertEquals(2, status().toPasst());
    }

    @Test
    void paddingIsTakenOffBecausePasstDropsPaddedPackets() {
        byte[] frame = tcp(FakeGuest.ADDRESS, CLIENT, ACK);
        fromGuest(Arrays.copyOf(frame, 60));
        assertArrayEquals(frame, toPasst.get(0));
        assertNotSame(frame, toPasst.get(0));
    }

    @Test
    void aConnectionThatTheGuestWouldOpenIsRefused() {
        fromGuest(tcp(FakeGuest.ADDRESS, CLIENT, SYN));
        byte[] cut = Arrays.copyOf(tcp(FakeGuest.ADDRESS, CLIENT, ACK), 34 + 19);
        Ethernet.putU16(cut, 16, 39);
        fromGuest(withChecksum(cut));
        assertEquals(List.of(), toPasst);
        assertEquals(2, status().refused());
    }

    @Test
    void passtHearsNothingElse() {
        fromGuest(tcp(FakeGuest.ADDRESS + 1, GatewayPort.ADDRESS, ACK));
        fromGuest(new Arp(Arp.REQUEST, FakeGuest.MAC, FakeGuest.ADDRESS, 0, GatewayPort.ADDRESS)
                .frame(Ethernet.BROADCAST));
        fromGuest(Ipv4.udpFrame(
                GatewayPort.MAC, FakeGuest.MAC, FakeGuest.ADDRESS, 7, GatewayPort.ADDRESS, 9, 0, new byte[3]));
        byte[] fragment = tcp(FakeGuest.ADDRESS, CLIENT, ACK);
        Ethernet.putU16(fragment, 20, 0x2000);
        fromGuest(withChecksum(fragment));
        assertEquals(List.of(), toPasst);
    }

    @Test
    void passtsSegmentsComeFromTheGatewayOnceTheGuestsAddressIsKnown() {
        gateway.fromPasst(FakeGuest.ADDRESS, tcp(CLIENT, FakeGuest.ADDRESS, SYN), 0);
        Arp question = Arp.parse(toGuest.get(0));
        assertEquals(FakeGuest.ADDRESS, question.targetIp());
        fromGuest(new Arp(Arp.REPLY, FakeGuest.MAC, FakeGuest.ADDRESS, GatewayPort.MAC, GatewayPort.ADDRESS)
                .frame(GatewayPort.MAC));
        byte[] segment = toGuest.get(1);
        assertEquals(FakeGuest.MAC, Ethernet.destination(segment));
        assertEquals(GatewayPort.MAC, Ethernet.source(segment));
        assertEquals(CLIENT, Ipv4.parse(segment).source());
    }

    @Test
    void passtReachesNobodyButItsGuestAndByTcpOnly() {
        gateway.fromPasst(FakeGuest.ADDRESS, tcp(CLIENT, FakeGuest.ADDRESS + 1, ACK), 0);
        gateway.fromPasst(
                FakeGuest.ADDRESS,
                Ipv4.udpFrame(Ethernet.BROADCAST, PASSTS_MAC, CLIENT, 67, FakeGuest.ADDRESS, 68, 0, new byte[3]),
                0);
        gateway.fromPasst(
                FakeGuest.ADDRESS,
                new Arp(Arp.REPLY, PASSTS_MAC, CLIENT, FakeGuest.MAC, FakeGuest.ADDRESS).frame(FakeGuest.MAC),
                0);
        gateway.fromPasst(FakeGuest.ADDRESS, new byte[Ethernet.MAX_FRAME_BYTES + 1], 0);
        assertTrue(toGuest.isEmpty());
        assertEquals(4, status().refused());
    }

    private SwitchStatus.Passt status() {
        return gateway.passtStatus().get(0);
    }

    private void fromGuest(byte[] frame) {
        network.receive(guest, frame, 0);
    }

    /** A segment without data or options, from the guest's MAC. */
    private static byte[] tcp(int from, int to, int flags) {
        byte[] frame = new byte[54];
        Ethernet.header(frame, GatewayPort.MAC, FakeGuest.MAC, Ethernet.TYPE_IPV4);
        frame[14] = 0x45;
        Ethernet.putU16(frame, 16, 40);
        frame[22] = 64;
        frame[23] = Ipv4.TCP;
        Ethernet.putU32(frame, 26, from);
        Ethernet.putU32(frame, 30, to);
        frame[46] = 0x50;
        frame[47] = (byte) flags;
        return withChecksum(frame);
    }

    private static byte[] withChecksum(byte[] frame) {
        Ethernet.putU16(frame, 24, 0);
        Ethernet.putU16(frame, 24, Ipv4.checksum(frame, 14, Ipv4.HEADER_BYTES, 0));
        return frame;
    }
}
