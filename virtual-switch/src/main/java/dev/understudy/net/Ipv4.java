package dev.understudy.net;

/**
 * The IPv4 header of a frame (RFC 791), at offset 14.
 *
 * <pre>
 *   0 version 4, header words   1 service   2 total length   4 identification   6 flags, fragment offset
 *   8 time to live   9 protocol   10 checksum   12 source   16 destination   20 options
 * </pre>
 *
 * @param payload offset of what follows the header, in the frame
 * @param end offset after the packet; padding may follow
 */
record Ipv4(int payload, int end, boolean isFragment, int protocol, int source, int destination) {
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int HEADER_BYTES = 20;
    static final int UDP_HEADER_BYTES = 8;

    /** The guest's MTU of 1,500 less the two headers: what one datagram carries without fragments. */
    static final int MAX_UDP_PAYLOAD_BYTES = 1500 - HEADER_BYTES - UDP_HEADER_BYTES;

    private static final int START = Ethernet.HEADER_BYTES;

    /** Null if the frame, of type IPv4, holds no well-formed header. */
    static Ipv4 parse(byte[] frame) {
        if (frame.length < START + HEADER_BYTES || frame[START] >>> 4 != 4) {
            return null;
        }
        int headerBytes = (frame[START] & 0xf) * 4;
        int totalBytes = Ethernet.u16(frame, START + 2);
        if (headerBytes < HEADER_BYTES || totalBytes < headerBytes || totalBytes > frame.length - START) {
            return null;
        }
        if (checksum(frame, START, headerBytes, 0) != 0) {
            return null;
        }
        return new Ipv4(
                START + headerBytes,
                START + totalBytes,
                (Ethernet.u16(frame, START + 6) & 0x3fff) != 0,
                frame[START + 9] & 0xff,
                Ethernet.u32(frame, START + 12),
                Ethernet.u32(frame, START + 16));
    }

    /** Is there a UDP datagram (RFC 768) with a right length and checksum, or none? */
    boolean holdsUdp(byte[] frame) {
        if (protocol != UDP || end - payload < UDP_HEADER_BYTES) {
            return false;
        }
        int length = Ethernet.u16(frame, payload + 4);
        if (length < UDP_HEADER_BYTES || length > end - payload) {
            return false;
        }
        return Ethernet.u16(frame, payload + 6) == 0
                || checksum(frame, payload, length, pseudoHeader(source, destination, length)) == 0;
    }

    /** An Ethernet frame with one UDP datagram of at most {@link #MAX_UDP_PAYLOAD_BYTES}. */
    static byte[] udpFrame(
            long toMac, long fromMac, int from, int fromPort, int to, int toPort, int identification, byte[] data) {
        int length = UDP_HEADER_BYTES + data.length;
        byte[] frame = new byte[START + HEADER_BYTES + length];
        Ethernet.header(frame, toMac, fromMac, Ethernet.TYPE_IPV4);
        frame[START] = 0x45;
        Ethernet.putU16(frame, START + 2, HEADER_BYTES + length);
        Ethernet.putU16(frame, START + 4, identification);
        Ethernet.putU16(frame, START + 6, 0x4000); // don't fragment
        frame[START + 8] = 64;
        frame[START + 9] = UDP;
        Ethernet.putU32(frame, START + 12, from);
        Ethernet.putU32(frame, START + 16, to);
        Ethernet.putU16(frame, START + 10, checksum(frame, START, HEADER_BYTES, 0));
        int udp = START + HEADER_BYTES;
        Ethernet.putU16(frame, udp, fromPort);
        Ethernet.putU16(frame, udp + 2, toPort);
        Ethernet.putU16(frame, udp + 4, length);
        System.arraycopy(data, 0, frame, udp + UDP_HEADER_BYTES, data.length);
        int checksum = checksum(frame, udp, length, pseudoHeader(from, to, length));
        Ethernet.putU16(frame, udp + 6, checksum == 0 ? 0xffff : checksum); // 0 would say "none"
        return frame;
    }

    /** The Internet checksum (RFC 1071) of {@code length} bytes; 0 over bytes that hold a right one. */
    static int checksum(byte[] bytes, int offset, int length, int initial) {
        long sum = initial;
        for (int i = 0; i + 1 < length; i += 2) {
            sum += Ethernet.u16(bytes, offset + i);
        }
        if ((length & 1) != 0) {
            sum += (bytes[offset + length - 1] & 0xff) << 8;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        return (int) ~sum & 0xffff;
    }

    private static int pseudoHeader(int from, int to, int length) {
        return (from >>> 16) + (from & 0xffff) + (to >>> 16) + (to & 0xffff) + UDP + length;
    }
}
