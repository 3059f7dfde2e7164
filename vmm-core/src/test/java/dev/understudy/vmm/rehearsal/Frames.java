package dev.understudy.vmm.rehearsal;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.machine.MachineConfig;
import java.util.Arrays;

/** Ethernet frames to and from the counter guest, 10.0.2.15. */
public final class Frames {
    private static final byte[] GUEST = MachineConfig.parseMac(Guest.MAC);
    private static final byte[] CLIENT = MachineConfig.parseMac("52:55:0a:00:02:02");
    private static final byte[] EVERYBODY = MachineConfig.parseMac("ff:ff:ff:ff:ff:ff");
    private static final byte[] GUEST_IP = {10, 0, 2, 15};
    private static final byte[] CLIENT_IP = {10, 0, 2, 2};
    private static final int PAYLOAD = 14 + 20 + 8;
    private static final int MIN_FRAME = 60;

    private Frames() {}

    /** Who has 10.0.2.15? */
    public static byte[] arp() {
        ByteWriter out = new ByteWriter(64).raw(EVERYBODY).raw(CLIENT);
        out.raw(new byte[] {8, 6, 0, 1, 8, 0, 6, 4, 0, 1}).raw(CLIENT).raw(CLIENT_IP);
        return Arrays.copyOf(out.raw(new byte[6]).raw(GUEST_IP).toByteArray(), MIN_FRAME);
    }

    /** A plain increment, UDP port 7. */
    public static byte[] increment(int client, long nonce) {
        byte[] text = new ByteWriter(16)
                .raw(new byte[] {'I', 'N', 'C', '1'})
                .u32(client)
                .u64(nonce)
                .toByteArray();
        return udp(7, text);
    }

    /** Text to the control port, 9. */
    public static byte[] control(String text) {
        return udp(9, text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private static byte[] udp(int port, byte[] data) {
        byte[] frame = new byte[Math.max(MIN_FRAME, PAYLOAD + data.length)];
        ByteWriter out = new ByteWriter(frame.length).raw(GUEST).raw(CLIENT).raw(new byte[] {8, 0});
        byte[] ip = new byte[20];
        ip[0] = 0x45;
        put16(ip, 2, 20 + 8 + data.length);
        ip[8] = 64;
        ip[9] = 17;
        System.arraycopy(CLIENT_IP, 0, ip, 12, 4);
        System.arraycopy(GUEST_IP, 0, ip, 16, 4);
        put16(ip, 10, checksum(ip));
        byte[] head = new byte[8];
        put16(head, 0, 40_000);
        put16(head, 2, port);
        put16(head, 4, 8 + data.length);
        byte[] whole = out.raw(ip).raw(head).raw(data).toByteArray();
        System.arraycopy(whole, 0, frame, 0, whole.length);
        return frame;
    }

    private static void put16(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    private static int checksum(byte[] header) {
        int sum = 0;
        for (int i = 0; i < header.length; i += 2) {
            sum += (header[i] & 0xff) << 8 | (header[i + 1] & 0xff);
        }
        return ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
    }

    /** An answer to {@link #increment}. */
    public record Reply(int client, long nonce, long value) {}

    /** The guest's answer to an increment, or null if the frame is something else. */
    public static Reply reply(byte[] frame) {
        if (frame.length < PAYLOAD + 24 || frame[12] != 8 || frame[13] != 0 || frame[35] != 7) {
            return null;
        }
        ByteReader in = new ByteReader(Arrays.copyOfRange(frame, PAYLOAD + 4, PAYLOAD + 24));
        return new Reply(in.u32(), in.u64(), in.u64());
    }
}
