package dev.understudy.channel;

import dev.understudy.vmm.bytes.MalformedBytes;

/** What a frame carries. The codes of {@code HELLO} and {@code REFUSED}, and their layout, hold for all versions. */
enum FrameType {
    HELLO(1),
    WELCOME(2),
    REFUSED(3),
    TRANSFER_BEGIN(4),
    TRANSFER_CHUNK(5),
    TRANSFER_END(6),
    RESTORED(7),
    ARMED(8),
    HEARTBEAT(9),
    RELEASED(10),
    YIELD(11),
    YIELD_TAKEN(12),
    DIVERGED(13),
    /** varint firstSequence, varint count, the entries as {@code LogEncoder} makes them. */
    LOG(32),
    /** varint next sequence number expected, varint credit granted in total; see {@link EntryCost}. */
    ACK(33);

    private static final FrameType[] BY_CODE = new FrameType[64];

    static {
        for (FrameType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    final int code;

    FrameType(int code) {
        this.code = code;
    }

    static FrameType of(int code) {
        FrameType type = code < BY_CODE.length ? BY_CODE[code] : null;
        if (type == null) {
            throw new MalformedBytes("frame type " + code + " is unknown");
        }
        return type;
    }
}
