package dev.understudy.net;

/**
 * ARP for IPv4 over Ethernet (RFC 826), and RARP (RFC 903), which has the same layout.
 *
 * <pre>
 *   14 hardware type 1    16 protocol type 0x0800   18 lengths 6, 4   20 operation
 *   22 sender MAC         28 sender IP              32 target MAC     38 target IP
 * </pre>
 */
record Arp(int operation, long senderMac, int senderIp, long targetMac, int targetIp) {
    static final int REQUEST = 1;
    static final int REPLY = 2;
    private static final int REVERSE_REQUEST = 3;
    private static final int FRAME_BYTES = Ethernet.HEADER_BYTES + 28;

    /** Null if the frame, of type ARP, is none that we understand. */
    static Arp parse(byte[] frame) {
        boolean known = frame.length >= FRAME_BYTES
                && Ethernet.u16(frame, 14) == 1
                && Ethernet.u16(frame, 16) == Ethernet.TYPE_IPV4
                && Ethernet.u16(frame, 18) == 0x0604;
        return !known
                ? null
                : new Arp(
                        Ethernet.u16(frame, 20),
                        Ethernet.address(frame, 22),
                        Ethernet.u32(frame, 28),
                        Ethernet.address(frame, 32),
                        Ethernet.u32(frame, 38));
    }

    byte[] frame(long destination) {
        return frame(destination, Ethernet.TYPE_ARP);
    }

    /**
     * Tells every switch on the way where {@code mac} is now. A reverse request as hypervisors send it after a migration:
     * unlike a gratuitous ARP it needs no IP address, and no host answers or changes a table because of it.
     */
    static byte[] announcement(long mac) {
        return new Arp(REVERSE_REQUEST, mac, 0, mac, 0).frame(Ethernet.BROADCAST, Ethernet.TYPE_RARP);
    }

    private byte[] frame(long destination, int type) {
        byte[] frame = new byte[FRAME_BYTES];
        Ethernet.header(frame, destination, senderMac, type);
        Ethernet.putU16(frame, 14, 1);
        Ethernet.putU16(frame, 16, Ethernet.TYPE_IPV4);
        Ethernet.putU16(frame, 18, 0x0604);
        Ethernet.putU16(frame, 20, operation);
        Ethernet.putAddress(frame, 22, senderMac);
        Ethernet.putU32(frame, 28, senderIp);
        Ethernet.putAddress(frame, 32, targetMac);
        Ethernet.putU32(frame, 38, targetIp);
        return frame;
    }
}
