package dev.understudy.net;

import dev.understudy.net.cable.Cable;
import java.util.Arrays;

/**
 * The way between the gateway and the passt of one guest: what may pass, and in which shape. Without I/O; one thread.
 *
 * <p>passt serves one guest, takes whatever address it hears for that guest's, and drops packets that are shorter than their
 * frame: so it hears TCP of its guest only, without padding. It forwards connections into the guest. Those that the guest
 * would open are refused: a guest is not to reach with this host's rights what it could not reach without a forward.
 */
final class PasstRoute {
    private static final int HEADER_BYTES = 20;
    private static final int FLAGS = 13;
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;

    private final int guest;
    private final Cable cable;
    private long toPasst;
    private long toGuest;
    private long refused;

    PasstRoute(int guest, Cable cable) {
        this.guest = guest;
        this.cable = cable;
    }

    int guestAddress() {
        return guest;
    }

    /** A whole TCP packet of this guest, sent to the gateway. */
    void fromGuest(Ipv4 packet, byte[] frame) {
        if (packet.end() - packet.payload() < HEADER_BYTES || opens(packet, frame)) {
            refused++;
            return;
        }
        toPasst++;
        cable.send(packet.end() == frame.length ? frame : Arrays.copyOf(frame, packet.end()));
    }

    /** RFC 9293, 3.5: the first segment of a connection has SYN and no ACK. */
    private static boolean opens(Ipv4 packet, byte[] frame) {
        return (frame[packet.payload() + FLAGS] & (SYN | ACK)) == SYN;
    }

    /** May this frame of passt go on to the guest? */
    boolean admits(byte[] frame) {
        Ipv4 packet =
                Ethernet.hasLegalLength(frame) && Ethernet.type(frame) == Ethernet.TYPE_IPV4 ? Ipv4.parse(frame) : null;
        if (packet == null || packet.protocol() != Ipv4.TCP || packet.destination() != guest) {
            refused++;
            return false;
        }
        toGuest++;
        return true;
    }

    SwitchStatus.Passt status() {
        return new SwitchStatus.Passt(
                ForwardSpec.dotted(guest), cable.isUp(), toGuest, toPasst, refused, cable.dropped());
    }
}
