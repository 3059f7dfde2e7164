package dev.understudy.disk;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.replication.Arbiter.Answer;
import dev.understudy.vmm.replication.Arbiter.Request;
import dev.understudy.vmm.replication.ClaimantId;
import java.nio.charset.StandardCharsets;

/**
 * The bytes inside our two private options; little-endian, unlike NBD's own fields.
 *
 * <pre>
 *   OPT_ARBITER data:   u8 version 1 | claimant 16 | u8 kind | text vm | by kind
 *      1 start: flag takeOver    2 open: u64 generation, backup 16    3 claim, 4 end: u64 generation    5 query
 *   REP_ARBITER data:   u8 version 1 | u8 kind | by kind
 *      1 granted: u64 generation    2 refused: text reason
 *      3 state: u64 generation, flag owner, owner 16, flag openedFor, openedFor 16, flag lifeEnded
 *   OPT_OWNER data:     u8 version 1 | claimant 16 | text vm | u64 generation | text export
 *   REP_OWNER data:     u8 version 1 | u64 instance number of the server, not 0
 * </pre>
 */
final class ArbiterCodec {
    private static final int VERSION = 1;
    private static final int MAX_REASON = 4096;

    private ArbiterCodec() {}

    /** A request and who says to ask it. */
    record Asked(ClaimantId claimant, Request request) {}

    /** A binding asked for and the export that it is for. */
    record Bound(OwnerBinding owner, String export) {}

    static byte[] encode(ClaimantId claimant, Request request) {
        ByteWriter out = claimant(new ByteWriter(64).u8(VERSION), claimant);
        if (request instanceof Request.Start start) {
            out.u8(1).text(start.vm()).flag(start.takeOver());
        } else if (request instanceof Request.Open open) {
            claimant(out.u8(2).text(open.vm()).u64(open.generation()), open.backup());
        } else if (request instanceof Request.Claim claim) {
            out.u8(3).text(claim.vm()).u64(claim.generation());
        } else if (request instanceof Request.End end) {
            out.u8(4).text(end.vm()).u64(end.generation());
        } else {
            out.u8(5).text(request.vm());
        }
        return out.toByteArray();
    }

    static Asked decodeRequest(byte[] bytes) {
        ByteReader in = versioned(bytes);
        ClaimantId claimant = claimant(in);
        int kind = in.u8();
        String vm = in.text(Nbd.MAX_NAME, "VM name");
        Request request = switch (kind) {
            case 1 -> new Request.Start(vm, in.flag());
            case 2 -> new Request.Open(vm, in.u64(), claimant(in));
            case 3 -> new Request.Claim(vm, in.u64());
            case 4 -> new Request.End(vm, in.u64());
            case 5 -> new Request.Query(vm);
            default -> throw new MalformedBytes("request kind " + kind);
        };
        in.expectEnd("request to the arbiter");
        return new Asked(claimant, request);
    }

    static byte[] encode(Answer answer) {
        ByteWriter out = new ByteWriter(64).u8(VERSION);
        if (answer instanceof Answer.Granted granted) {
            out.u8(1).u64(granted.generation());
        } else if (answer instanceof Answer.Refused refused) {
            out.u8(2).block(bounded(refused.reason()));
        } else if (answer instanceof Answer.State state) {
            out.u8(3).u64(state.generation());
            optional(out, state.owner());
            optional(out, state.openedFor());
            out.flag(state.lifeEnded());
        } else {
            throw new IllegalArgumentException("no arbiter says " + answer);
        }
        return out.toByteArray();
    }

    static Answer decodeAnswer(byte[] bytes) {
        ByteReader in = versioned(bytes);
        int kind = in.u8();
        Answer answer = switch (kind) {
            case 1 -> new Answer.Granted(in.u64());
            case 2 -> new Answer.Refused(in.text(MAX_REASON, "reason"));
            case 3 -> new Answer.State(in.u64(), optional(in), optional(in), in.flag());
            default -> throw new MalformedBytes("answer kind " + kind);
        };
        in.expectEnd("the arbiter's answer");
        return answer;
    }

    static byte[] encode(OwnerBinding owner, String export) {
        return claimant(new ByteWriter(64).u8(VERSION), owner.claimant())
                .text(owner.vm())
                .u64(owner.generation())
                .text(export)
                .toByteArray();
    }

    static Bound decodeOwner(byte[] bytes) {
        ByteReader in = versioned(bytes);
        ClaimantId claimant = claimant(in);
        OwnerBinding owner = new OwnerBinding(in.text(Nbd.MAX_NAME, "VM name"), claimant, in.u64());
        String export = in.text(Nbd.MAX_NAME, "export name");
        in.expectEnd("owner");
        return new Bound(owner, export);
    }

    static byte[] encodeInstance(long instance) {
        return new ByteWriter(16).u8(VERSION).u64(instance).toByteArray();
    }

    static long decodeInstance(byte[] bytes) {
        ByteReader in = versioned(bytes);
        long instance = in.u64();
        in.expectEnd("instance number");
        if (instance == 0) {
            throw new MalformedBytes("instance number 0");
        }
        return instance;
    }

    private static ByteReader versioned(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int version = in.u8();
        if (version != VERSION) {
            throw new MalformedBytes(
                    "version " + version + " of the ownership options, this program speaks " + VERSION);
        }
        return in;
    }

    private static byte[] bounded(String reason) {
        byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= MAX_REASON ? bytes : java.util.Arrays.copyOf(bytes, MAX_REASON);
    }

    private static ByteWriter claimant(ByteWriter out, ClaimantId id) {
        return out.u64(id.high()).u64(id.low());
    }

    private static ClaimantId claimant(ByteReader in) {
        return new ClaimantId(in.u64(), in.u64());
    }

    private static void optional(ByteWriter out, ClaimantId id) {
        claimant(out.flag(id != null), id == null ? new ClaimantId(0, 0) : id);
    }

    private static ClaimantId optional(ByteReader in) {
        boolean present = in.flag();
        ClaimantId id = claimant(in);
        return present ? id : null;
    }
}
