package dev.understudy.net;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.replication.ClaimantId;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a {@link Message}, little-endian.
 *
 * <pre>
 *   0        2      3
 *   +--------+------+-----------------+
 *   | length | kind | fields          |      length: of kind and fields, 1 to 9,232
 *   +--------+------+-----------------+
 *
 *    1 Hello          magic u32 "USW1", version u16
 *    2 Refused        reason
 *    3 Attach         name, claimant u64 u64, generation, startsLife u8, nextFrame, nextInputByte
 *    4 Attached       generation
 *    5 AttachRefused  lost u8, reason
 *    6 FrameOut       number, frame 0 to 9,216 bytes        8 FrameIn    the same, 14 to 9,216
 *    7 ConsoleOut     number, 1 to 4,096 bytes              9 ConsoleIn  the same
 *   10 Taken          number, number                       11 Passed     the same
 *   12 Fenced         reason
 *   13 Ping   14 Pong
 *   15 Watch          name
 *   16 Typed          1 to 4,096 bytes
 * </pre>
 *
 * Numbers and generations are varints of 0 to 2^62; a reason is a varint length and up to 512 bytes of UTF-8, a name up to
 * 64; frames and console bytes fill the rest of the message.
 */
final class MessageCodec {
    static final int LENGTH_BYTES = 2;
    static final int MAX_MESSAGE_BYTES = Ethernet.MAX_FRAME_BYTES + 16;
    static final int MAX_CONSOLE_BYTES = 4096;
    static final int MAX_NAME_BYTES = 64;
    static final int MAX_REASON_BYTES = 512;
    static final long MAX_NUMBER = 1L << 62;
    private static final int MAGIC = 0x3157_5355;

    private MessageCodec() {}

    /** Kind and fields, without the length. Clears {@code out} first. */
    static void encode(Message message, ByteWriter out) {
        out.clear();
        if (message instanceof Message.FrameOut m) {
            out.u8(6).varint(m.number()).raw(m.frame());
        } else if (message instanceof Message.FrameIn m) {
            out.u8(8).varint(m.number()).raw(m.frame());
        } else if (message instanceof Message.ConsoleOut m) {
            out.u8(7).varint(m.number()).raw(m.data());
        } else if (message instanceof Message.ConsoleIn m) {
            out.u8(9).varint(m.number()).raw(m.data());
        } else if (message instanceof Message.Taken m) {
            out.u8(10).varint(m.nextFrame()).varint(m.nextInputByte());
        } else if (message instanceof Message.Passed m) {
            out.u8(11).varint(m.nextFrame()).varint(m.nextConsoleByte());
        } else if (message instanceof Message.Ping) {
            out.u8(13);
        } else if (message instanceof Message.Pong) {
            out.u8(14);
        } else if (message instanceof Message.Typed m) {
            out.u8(16).raw(m.data());
        } else {
            encodeRare(message, out);
        }
    }

    private static void encodeRare(Message message, ByteWriter out) {
        if (message instanceof Message.Hello m) {
            out.u8(1).u32(MAGIC).u16(m.version());
        } else if (message instanceof Message.Refused m) {
            reason(out.u8(2), m.reason());
        } else if (message instanceof Message.Attach m) {
            out.u8(3).text(m.vm());
            out.u64(m.claimant().high()).u64(m.claimant().low()).varint(m.generation());
            out.flag(m.startsLife()).varint(m.nextFrame()).varint(m.nextInputByte());
        } else if (message instanceof Message.Attached m) {
            out.u8(4).varint(m.generation());
        } else if (message instanceof Message.AttachRefused m) {
            reason(out.u8(5).flag(m.lost()), m.reason());
        } else if (message instanceof Message.Fenced m) {
            reason(out.u8(12), m.reason());
        } else if (message instanceof Message.Watch m) {
            out.u8(15).text(m.vm());
        } else {
            throw new IllegalStateException("no encoding for " + message);
        }
    }

    /** Throws {@link MalformedBytes} unless {@code in} is one whole message. */
    static Message decode(ByteReader in) {
        int kind = in.u8();
        Message message = switch (kind) {
            case 1 -> hello(in);
            case 2 -> new Message.Refused(in.text(MAX_REASON_BYTES, "reason"));
            case 3 ->
                new Message.Attach(
                        name(in), new ClaimantId(in.u64(), in.u64()), number(in), in.flag(), number(in), number(in));
            case 4 -> new Message.Attached(number(in));
            case 5 -> new Message.AttachRefused(in.flag(), in.text(MAX_REASON_BYTES, "reason"));
            case 6 -> new Message.FrameOut(number(in), rest(in, 0, Ethernet.MAX_FRAME_BYTES, "frame"));
            case 7 -> new Message.ConsoleOut(number(in), console(in));
            case 8 ->
                new Message.FrameIn(number(in), rest(in, Ethernet.HEADER_BYTES, Ethernet.MAX_FRAME_BYTES, "frame"));
            case 9 -> new Message.ConsoleIn(number(in), console(in));
            case 10 -> new Message.Taken(number(in), number(in));
            case 11 -> new Message.Passed(number(in), number(in));
            case 12 -> new Message.Fenced(in.text(MAX_REASON_BYTES, "reason"));
            case 13 -> new Message.Ping();
            case 14 -> new Message.Pong();
            case 15 -> new Message.Watch(name(in));
            case 16 -> new Message.Typed(console(in));
            default -> throw new MalformedBytes("message kind " + kind + " is unknown; 1 to 16 are known");
        };
        in.expectEnd("message of kind " + kind);
        return message;
    }

    /** Why {@code vm} is no name for a VM, or null if it is one. */
    static String flawOfName(String vm) {
        return vm.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
                ? null
                : "a VM's name has 1 to 64 letters, digits, '.', '_' or '-' and begins with a letter or digit";
    }

    private static Message.Hello hello(ByteReader in) {
        int magic = in.u32();
        if (magic != MAGIC) {
            throw new MalformedBytes("the first bytes are 0x" + Integer.toHexString(magic) + ", not this protocol's");
        }
        return new Message.Hello(in.u16());
    }

    private static String name(ByteReader in) {
        String name = in.text(MAX_NAME_BYTES, "name");
        String flaw = flawOfName(name);
        if (flaw != null) {
            throw new MalformedBytes(flaw);
        }
        return name;
    }

    private static long number(ByteReader in) {
        long number = in.varint();
        if (number < 0 || number > MAX_NUMBER) {
            throw new MalformedBytes("number " + Long.toUnsignedString(number) + " is over the limit of 2^62");
        }
        return number;
    }

    private static byte[] console(ByteReader in) {
        return rest(in, 1, MAX_CONSOLE_BYTES, "console chunk");
    }

    private static byte[] rest(ByteReader in, int least, int most, String what) {
        int length = in.remaining();
        if (length < least || length > most) {
            throw new MalformedBytes(what + " of " + length + " bytes; allowed are " + least + " to " + most);
        }
        return in.raw(length);
    }

    private static void reason(ByteWriter out, String reason) {
        byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, MAX_REASON_BYTES);
        while (length < bytes.length && length > 0 && (bytes[length] & 0xc0) == 0x80) {
            length--; // not in the middle of a character
        }
        out.varint(length).raw(bytes, 0, length);
    }
}
