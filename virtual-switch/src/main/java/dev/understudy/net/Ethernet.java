package dev.understudy.net;

import java.util.HexFormat;

/**
 * The Ethernet II header: destination (6), source (6), type (2), all big-endian. Addresses are the low 48 bits of a long.
 * Callers have checked the length.
 */
final class Ethernet {
    static final int HEADER_BYTES = 14;

    /** A jumbo frame of 9,202 bytes of payload; nothing longer passes anywhere. */
    static final int MAX_FRAME_BYTES = 9216;

    static final long BROADCAST = 0xffff_ffff_ffffL;
    static final int TYPE_IPV4 = 0x0800;
    static final int TYPE_ARP = 0x0806;
    static final int TYPE_RARP = 0x8035;

    private Ethernet() {}

    static boolean hasLegalLength(byte[] frame) {
        return frame.length >= HEADER_BYTES && frame.length <= MAX_FRAME_BYTES;
    }

    static long destination(byte[] frame) {
        return address(frame, 0);
    }

    static long source(byte[] frame) {
        return address(frame, 6);
    }

    static int type(byte[] frame) {
        return u16(frame, 12);
    }

    /** Group addresses (broadcast among them) have the lowest bit of their first byte set. */
    static boolean isGroup(long address) {
        return (address >>> 40 & 1) != 0;
    }

    static void header(byte[] frame, long destination, long source, int type) {
        putAddress(frame, 0, destination);
        putAddress(frame, 6, source);
        putU16(frame, 12, type);
    }

    static long address(byte[] bytes, int offset) {
        return (long) u16(bytes, offset) << 32 | (u32(bytes, offset + 2) & 0xffff_ffffL);
    }

    static void putAddress(byte[] bytes, int offset, long address) {
        putU16(bytes, offset, (int) (address >>> 32));
        putU32(bytes, offset + 2, (int) address);
    }

    static int u16(byte[] bytes, int offset) {
        return (bytes[offset] & 0xff) << 8 | (bytes[offset + 1] & 0xff);
    }

    static int u32(byte[] bytes, int offset) {
        return u16(bytes, offset) << 16 | u16(bytes, offset + 2);
    }

    static void putU16(byte[] bytes, int offset, int value) {
        bytes[offset] = (byte) (value >>> 8);
        bytes[offset + 1] = (byte) value;
    }

    static void putU32(byte[] bytes, int offset, int value) {
        putU16(bytes, offset, value >>> 16);
        putU16(bytes, offset + 2, value);
    }

    static String text(long address) {
        byte[] bytes = new byte[6];
        putAddress(bytes, 0, address);
        return HexFormat.ofDelimiter(":").formatHex(bytes);
    }
}
