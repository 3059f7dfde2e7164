package dev.understudy.vmm.log;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;

/**
 * Where in a life a stream of entries begins: what its first entries are counted from. Both ends must agree on it. {@link
 * #START} serves for a stream that begins in mid-life too, at the cost of a few bytes in its first entries.
 *
 * @param instruction number of the newest entry before the stream
 * @param begun the newest entry was DURING: instruction number {@code instruction} bears no entry any more
 * @param ticks newest guest time logged
 * @param outputs outputs proven so far
 * @param nextFrame number after that of the newest frame received
 * @param nextInputByte number after that of the newest console byte received
 * @param diskId id of the newest disk completion
 * @param entropyId id of the newest entropy completion
 */
public record LogPosition(
        long instruction,
        boolean begun,
        long ticks,
        long outputs,
        long nextFrame,
        long nextInputByte,
        long diskId,
        long entropyId) {
    /** The beginning of a life. */
    public static final LogPosition START = new LogPosition(0, false, 0, 0, 0, 0, 0, 0);

    public LogPosition {
        if ((instruction | ticks | outputs | nextFrame | nextInputByte | diskId | entropyId) < 0) {
            throw new MalformedBytes("a log position has a negative number");
        }
    }

    public void save(ByteWriter out) {
        out.varint(instruction).flag(begun).varint(ticks).varint(outputs);
        out.varint(nextFrame).varint(nextInputByte).varint(diskId).varint(entropyId);
    }

    public static LogPosition restore(ByteReader in) {
        return new LogPosition(
                in.varint(), in.flag(), in.varint(), in.varint(), in.varint(), in.varint(), in.varint(), in.varint());
    }
}
