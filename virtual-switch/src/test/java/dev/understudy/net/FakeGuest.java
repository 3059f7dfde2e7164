package dev.understudy.net;

import java.util.function.Consumer;

/** A guest at 10.0.2.15 that answers ARP for itself and sends every UDP datagram to port 7 back. */
final class FakeGuest {
    static final int ADDRESS = 0x0a00_020f;
    static final long MAC = 0x5254_0012_3456L;

    private final Consumer<byte[]> send;

    FakeGuest(Consumer<byte[]> send) {
        this.send = send;
    }

    void receive(byte[] frame) {
        if (Ethernet.type(frame) == Ethernet.TYPE_ARP) {
            Arp arp = Arp.parse(frame);
            if (arp.operation() == Arp.REQUEST && arp.targetIp() == ADDRESS) {
                send.accept(new Arp(Arp.REPLY, MAC, ADDRESS, arp.senderMac(), arp.senderIp()).frame(arp.senderMac()));
            }
            return;
        }
        Ipv4 packet = Ethernet.type(frame) == Ethernet.TYPE_IPV4 ? Ipv4.parse(frame) : null;
        if (packet == null || !packet.holdsUdp(frame) || Ethernet.u16(frame, packet.payload() + 2) != 7) {
            return;
        }
        byte[] data = java.util.Arrays.copyOfRange(frame, packet.payload() + 8, packet.end());
        int port = Ethernet.u16(frame, packet.payload());
        send.accept(Ipv4.udpFrame(Ethernet.source(frame), MAC, ADDRESS, 7, packet.source(), port, 1, data));
    }
}
