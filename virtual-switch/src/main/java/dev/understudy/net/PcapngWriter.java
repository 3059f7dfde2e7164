package dev.understudy.net;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a capture in pcapng (draft-ietf-opsawg-pcapng), little-endian: what Wireshark and tcpdump read.
 *
 * <pre>
 *   block:  type u32 | total length u32 | body, padded to 4 | total length u32
 *   Section Header         0x0A0D0D0A   magic 0x1A2B3C4D, version 1.0, section length -1
 *   Interface Description  1            link type 1 (Ethernet) u16, 0 u16, snap length u32, if_name, if_tsresol 9
 *   Enhanced Packet        6            interface u32, time high u32, low u32, captured u32, original u32, frame, epb_flags
 *   option: code u16 | length u16 | value, padded to 4;     0, 0 ends the options
 * </pre>
 *
 * Writes each block with one call and never flushes. One thread.
 */
final class PcapngWriter {
    private static final int SECTION = 0x0a0d_0d0a;
    private static final int INTERFACE = 1;
    private static final int PACKET = 6;
    private static final int OPTION_NAME = 2;
    private static final int OPTION_RESOLUTION = 9;
    private static final int OPTION_FLAGS = 2;

    private final OutputStream out;
    private byte[] block = new byte[Ethernet.MAX_FRAME_BYTES + 64];
    private int size;
    private int interfaces;

    PcapngWriter(OutputStream out) throws IOException {
        this.out = out;
        begin(SECTION);
        u32(0x1a2b_3c4d);
        u16(1);
        u16(0);
        u32(-1);
        u32(-1);
        end();
    }

    /** Declares an interface; gives its number. */
    int addInterface(String name) throws IOException {
        begin(INTERFACE);
        u16(1);
        u16(0);
        u32(Ethernet.MAX_FRAME_BYTES);
        option(OPTION_NAME, name.getBytes(StandardCharsets.UTF_8));
        option(OPTION_RESOLUTION, new byte[] {9});
        u32(0);
        end();
        return interfaces++;
    }

    /**
     * @param epochNanos nanoseconds since 1970
     * @param outbound as the guest sees it: did the guest send the frame?
     */
    void packet(int interfaceNumber, long epochNanos, boolean outbound, byte[] frame) throws IOException {
        if (frame.length > Ethernet.MAX_FRAME_BYTES) {
            throw new IllegalArgumentException("frame of " + frame.length + " bytes; the limit is 9216");
        }
        begin(PACKET);
        u32(interfaceNumber);
        u32((int) (epochNanos >>> 32));
        u32((int) epochNanos);
        u32(frame.length);
        u32(frame.length);
        raw(frame);
        option(OPTION_FLAGS, new byte[] {(byte) (outbound ? 2 : 1), 0, 0, 0});
        u32(0);
        end();
    }

    private void begin(int type) {
        size = 0;
        u32(type);
        u32(0);
    }

    private void end() throws IOException {
        int total = size + 4;
        u32(total);
        size = 4;
        u32(total);
        out.write(block, 0, total);
    }

    private void option(int code, byte[] value) {
        u16(code);
        u16(value.length);
        raw(value);
    }

    private void raw(byte[] bytes) {
        int padded = bytes.length + 3 & ~3;
        if (size + padded + 64 > block.length) {
            block = Arrays.copyOf(block, size + padded + 64);
        }
        System.arraycopy(bytes, 0, block, size, bytes.length);
        Arrays.fill(block, size + bytes.length, size + padded, (byte) 0);
        size += padded;
    }

    private void u16(int value) {
        block[size++] = (byte) value;
        block[size++] = (byte) (value >>> 8);
    }

    private void u32(int value) {
        u16(value);
        u16(value >>> 16);
    }
}
