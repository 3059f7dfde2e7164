package dev.understudy.net;

import dev.understudy.net.ClientPorts.Client;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The gateway 10.0.2.2 of the guests' network, without I/O or clock: answers ARP and ping, passes UDP datagrams of host
 * clients on to guests and the answers back, and TCP between guests and their passt. To the guest each UDP client looks like
 * one port of the gateway; TCP clients keep their addresses, those on the host's loopback have the gateway's. One thread.
 *
 * <p>passt would be a gateway of its own, which answers ARP for every address: behind this one it never hears any, and the
 * guests know one gateway, whoever carries their traffic.
 */
final class GatewayPort implements SwitchPort {
    /** Takes datagrams for host clients. */
    interface HostSide {
        void toClient(int forward, InetSocketAddress client, byte[] data);
    }

    static final int ADDRESS = 0x0a00_0202;

    /** Locally administered, like the addresses of other user-mode networks. */
    static final long MAC = 0x5255_0a00_0202L;

    private static final int ICMP_ECHO_REQUEST = 8;
    private static final int ICMP_HEADER_BYTES = 8;

    private static final class Counts {
        long toGuest;
        long toClients;
        long dropped;
    }

    private final Switch network;
    private final List<ForwardSpec> forwards;
    private final HostSide host;
    private final Counts[] counts;
    private final List<PasstRoute> passts = new ArrayList<>();
    private final ClientPorts clients = new ClientPorts();
    private final Neighbours neighbours = new Neighbours(this::requestAddress);
    private long nowNanos;
    private int identification;
    private long fragments;
    private long malformed;

    GatewayPort(Switch network, List<ForwardSpec> forwards, HostSide host) {
        this.network = network;
        this.forwards = forwards;
        this.host = host;
        this.counts = new Counts[forwards.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new Counts();
        }
    }

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public boolean isUplink() {
        return true;
    }

    /** From now on the TCP of that guest goes to its passt. */
    void add(PasstRoute passt) {
        passts.add(passt);
    }

    /** A host client sent {@code data} to forward number {@code forward}. */
    void fromClient(int forward, InetSocketAddress client, byte[] data, long now) {
        nowNanos = now;
        if (data.length > Ipv4.MAX_UDP_PAYLOAD_BYTES) {
            counts[forward].dropped++;
            return;
        }
        counts[forward].toGuest++;
        ForwardSpec to = forwards.get(forward);
        int port = clients.portOf(new Client(forward, client), now);
        byte[] frame = Ipv4.udpFrame(0, MAC, ADDRESS, port, to.guestAddress(), to.guestPort(), identification++, data);
        toGuest(to.guestAddress(), frame, now);
    }

    /** The passt of that guest sent {@code frame}, which is the gateway's own from now on. */
    void fromPasst(int guestAddress, byte[] frame, long now) {
        nowNanos = now;
        PasstRoute passt = passtOf(guestAddress);
        if (passt != null && passt.admits(frame)) {
            Ethernet.putAddress(frame, 6, MAC);
            toGuest(guestAddress, frame, now);
        }
    }

    private void toGuest(int address, byte[] frame, long now) {
        long mac = neighbours.lookUp(address, now);
        if (mac < 0) {
            neighbours.await(address, frame, now);
        } else {
            Ethernet.putAddress(frame, 0, mac);
            network.receive(this, frame, now);
        }
    }

    @Override
    public void deliver(byte[] frame, long now) {
        nowNanos = now;
        long to = Ethernet.destination(frame);
        if (Ethernet.type(frame) == Ethernet.TYPE_ARP) {
            arp(frame);
        } else if (Ethernet.type(frame) == Ethernet.TYPE_IPV4 && to == MAC) {
            ipv4(frame);
        }
    }

    /** To be called some times a second. */
    void tick(long now) {
        nowNanos = now;
        neighbours.tick(now);
        clients.expire(now);
    }

    List<SwitchStatus.Forward> status() {
        return IntStream.range(0, counts.length)
                .mapToObj(i -> new SwitchStatus.Forward(
                        forwards.get(i), counts[i].toGuest, counts[i].toClients, counts[i].dropped, clients.count(i)))
                .toList();
    }

    List<SwitchStatus.Passt> passtStatus() {
        return passts.stream().map(PasstRoute::status).toList();
    }

    /** Fragments are not put together: guests have an MTU of 1,500 and know it. */
    long fragments() {
        return fragments;
    }

    /** Packets for the gateway with wrong lengths or checksums, or for a port that no client has. */
    long malformed() {
        return malformed;
    }

    long unresolved() {
        return neighbours.dropped();
    }

    private void requestAddress(int address) {
        byte[] request = new Arp(Arp.REQUEST, MAC, ADDRESS, 0, address).frame(Ethernet.BROADCAST);
        network.receive(this, request, nowNanos);
    }

    private void arp(byte[] frame) {
        Arp arp = Arp.parse(frame);
        if (arp == null || Ethernet.isGroup(arp.senderMac()) || arp.senderIp() == ADDRESS) {
            malformed++;
            return;
        }
        boolean isForUs = arp.targetIp() == ADDRESS;
        boolean isGratuitous = arp.targetIp() == arp.senderIp();
        if (isForUs || isGratuitous) {
            learn(arp.senderIp(), arp.senderMac());
        }
        if (isForUs && arp.operation() == Arp.REQUEST) {
            byte[] reply = new Arp(Arp.REPLY, MAC, ADDRESS, arp.senderMac(), arp.senderIp()).frame(arp.senderMac());
            network.receive(this, reply, nowNanos);
        }
    }

    private void learn(int address, long mac) {
        boolean inside = (address & 0xffff_ff00) == (ADDRESS & 0xffff_ff00) && address != ADDRESS;
        if (!inside) {
            return;
        }
        for (byte[] frame : neighbours.learn(address, mac, nowNanos)) {
            network.receive(this, frame, nowNanos);
        }
    }

    private void ipv4(byte[] frame) {
        Ipv4 packet = Ipv4.parse(frame);
        PasstRoute passt = packet == null || packet.protocol() != Ipv4.TCP ? null : passtOf(packet.source());
        if (packet == null || (passt == null && packet.destination() != ADDRESS)) {
            malformed++;
        } else if (packet.isFragment()) {
            fragments++;
        } else if (passt != null) {
            learn(packet.source(), Ethernet.source(frame));
            passt.fromGuest(packet, frame);
        } else {
            learn(packet.source(), Ethernet.source(frame));
            if (packet.protocol() == Ipv4.ICMP) {
                echo(packet, frame);
            } else if (packet.holdsUdp(frame)) {
                fromGuest(packet, frame);
            } else {
                malformed++;
            }
        }
    }

    /** Null if that guest has none. */
    private PasstRoute passtOf(int guestAddress) {
        for (PasstRoute passt : passts) {
            if (passt.guestAddress() == guestAddress) {
                return passt;
            }
        }
        return null;
    }

    /** ICMP echo (RFC 792): the same message back with type 0, the checksum patched for it. */
    private void echo(Ipv4 packet, byte[] frame) {
        int length = packet.end() - packet.payload();
        boolean isEcho = length >= ICMP_HEADER_BYTES
                && frame[packet.payload()] == ICMP_ECHO_REQUEST
                && Ipv4.checksum(frame, packet.payload(), length, 0) == 0;
        if (!isEcho) {
            malformed++;
            return;
        }
        byte[] reply = Arrays.copyOf(frame, packet.end());
        Ethernet.header(reply, Ethernet.source(frame), MAC, Ethernet.TYPE_IPV4);
        // Exchanging source and destination leaves the header's checksum right.
        Ethernet.putU32(reply, Ethernet.HEADER_BYTES + 12, ADDRESS);
        Ethernet.putU32(reply, Ethernet.HEADER_BYTES + 16, packet.source());
        reply[packet.payload()] = 0;
        Ethernet.putU16(reply, packet.payload() + 2, 0);
        Ethernet.putU16(reply, packet.payload() + 2, Ipv4.checksum(reply, packet.payload(), length, 0));
        network.receive(this, reply, nowNanos);
    }

    private void fromGuest(Ipv4 packet, byte[] frame) {
        Client client = clients.clientOf(Ethernet.u16(frame, packet.payload() + 2), nowNanos);
        if (client == null) {
            malformed++;
            return;
        }
        ForwardSpec forward = forwards.get(client.forward());
        boolean isAnswer = packet.source() == forward.guestAddress()
                && Ethernet.u16(frame, packet.payload()) == forward.guestPort();
        if (!isAnswer) {
            counts[client.forward()].dropped++;
            return;
        }
        int from = packet.payload() + Ipv4.UDP_HEADER_BYTES;
        int to = packet.payload() + Ethernet.u16(frame, packet.payload() + 4);
        counts[client.forward()].toClients++;
        host.toClient(client.forward(), client.address(), Arrays.copyOfRange(frame, from, to));
    }
}
