package dev.understudy.channel;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.replication.ClaimantId;
import dev.understudy.vmm.replication.PeerMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The payload of each {@link PeerMessage}: its fields in order, numbers as varints of 63 bits, identities as two u64. */
final class MessageCodec {
    static final int MAX_NAME_BYTES = 256;
    static final int MAX_REASON_BYTES = 4 << 10;
    static final int MAX_REPORT_BYTES = 64 << 10;
    static final int MAX_CHUNK_BYTES = 1 << 20;

    private static final ClaimantId NOBODY = new ClaimantId(0, 0);

    private MessageCodec() {}

    /** Writes the payload and says what type of frame it makes. Reasons and reports that are too long are cut. */
    static FrameType encode(PeerMessage message, ByteWriter out) {
        if (message instanceof PeerMessage.Heartbeat m) {
            out.varint(m.guestTime())
                    .varint(m.instruction())
                    .varint(m.replayed())
                    .flag(m.diskReachable())
                    .flag(m.switchReachable());
            return FrameType.HEARTBEAT;
        } else if (message instanceof PeerMessage.Released m) {
            out.varint(m.outputs());
            return FrameType.RELEASED;
        } else if (message instanceof PeerMessage.Hello m) {
            out.u32(m.version()).block(cut(m.vm(), MAX_NAME_BYTES));
            claimant(m.claimant(), out);
            return FrameType.HELLO;
        } else if (message instanceof PeerMessage.Welcome m) {
            out.varint(m.generation());
            claimant(m.claimant(), out);
            return FrameType.WELCOME;
        } else if (message instanceof PeerMessage.Refused m) {
            out.block(cut(m.reason(), MAX_REASON_BYTES));
            return FrameType.REFUSED;
        } else if (message instanceof PeerMessage.TransferBegin m) {
            out.varint(m.length()).varint(m.firstSequence());
            return FrameType.TRANSFER_BEGIN;
        } else if (message instanceof PeerMessage.TransferChunk m) {
            out.raw(m.data());
            return FrameType.TRANSFER_CHUNK;
        } else if (message instanceof PeerMessage.TransferEnd m) {
            out.u32(m.checksum());
            return FrameType.TRANSFER_END;
        } else if (message instanceof PeerMessage.Restored) {
            return FrameType.RESTORED;
        } else if (message instanceof PeerMessage.Armed m) {
            out.varint(m.generation());
            return FrameType.ARMED;
        } else if (message instanceof PeerMessage.Yield m) {
            out.varint(m.entries());
            return FrameType.YIELD;
        } else if (message instanceof PeerMessage.YieldTaken) {
            return FrameType.YIELD_TAKEN;
        } else if (message instanceof PeerMessage.Diverged m) {
            out.block(cut(m.report(), MAX_REPORT_BYTES));
            return FrameType.DIVERGED;
        }
        throw new IllegalArgumentException("no frame for " + message);
    }

    static PeerMessage decode(FrameType type, ByteReader in) {
        PeerMessage message = switch (type) {
            case HELLO -> hello(in);
            case WELCOME -> new PeerMessage.Welcome(number(in), claimant(in));
            case REFUSED -> new PeerMessage.Refused(text(in, MAX_REASON_BYTES, "a refusal"));
            case TRANSFER_BEGIN -> new PeerMessage.TransferBegin(in.varint(), in.varint());
            case TRANSFER_CHUNK -> chunk(in);
            case TRANSFER_END -> new PeerMessage.TransferEnd(in.u32());
            case RESTORED -> new PeerMessage.Restored();
            case ARMED -> new PeerMessage.Armed(number(in));
            case HEARTBEAT -> new PeerMessage.Heartbeat(number(in), number(in), number(in), in.flag(), in.flag());
            case RELEASED -> new PeerMessage.Released(number(in));
            case YIELD -> new PeerMessage.Yield(number(in));
            case YIELD_TAKEN -> new PeerMessage.YieldTaken();
            case DIVERGED -> new PeerMessage.Diverged(text(in, MAX_REPORT_BYTES, "a divergence report"));
            case LOG, ACK -> throw new IllegalArgumentException(type + " is no message");
        };
        in.expectEnd(type.name());
        return message;
    }

    /** Generations, times, counts: none is below zero, and whoever adds to one of them need not ask. */
    private static long number(ByteReader in) {
        long number = in.varint();
        if (number < 0) {
            throw new MalformedBytes("number " + Long.toUnsignedString(number) + " is over the limit of 2^63");
        }
        return number;
    }

    /** Of a Hello in another version only the version is understood. */
    private static PeerMessage.Hello hello(ByteReader in) {
        int version = in.u32();
        if (version != PeerMessage.VERSION) {
            in.raw(in.remaining());
            return new PeerMessage.Hello(version, "", NOBODY);
        }
        return new PeerMessage.Hello(version, text(in, MAX_NAME_BYTES, "a VM's name"), claimant(in));
    }

    private static PeerMessage.TransferChunk chunk(ByteReader in) {
        if (in.remaining() > MAX_CHUNK_BYTES) {
            throw new MalformedBytes("a chunk of " + in.remaining() + " bytes is over the limit of " + MAX_CHUNK_BYTES);
        }
        return new PeerMessage.TransferChunk(in.raw(in.remaining()));
    }

    private static void claimant(ClaimantId claimant, ByteWriter out) {
        out.u64(claimant.high()).u64(claimant.low());
    }

    private static ClaimantId claimant(ByteReader in) {
        return new ClaimantId(in.u64(), in.u64());
    }

    /** What a peer says is shown to people: no control characters but line ends. */
    private static String text(ByteReader in, int limit, String what) {
        return in.text(limit, what).replaceAll("[\\p{Cntrl}&&[^\n]]", "?");
    }

    /** At most {@code limit} bytes of UTF-8, whole characters. */
    private static byte[] cut(String text, int limit) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= limit) {
            return bytes;
        }
        int end = limit;
        while ((bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }
}
