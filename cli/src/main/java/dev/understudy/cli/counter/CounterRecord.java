package dev.understudy.cli.counter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What the counter wrote to its disk; {@code guests/counter/record.h} draws it.
 *
 * @param serial number of the write
 * @param value the counter's value
 * @param clients idempotent clients known, 0..128
 */
public record CounterRecord(long serial, long value, int clients) {
    /** The first bytes of the disk that hold all of it. */
    public static final int DISK_BYTES = 16 * 512;

    private static final int PLACE_BYTES = 8 * 512;
    private static final long MAGIC = 0x5254435453444e55L; // "UNDSTCTR"
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 40;
    private static final int ENTRY_BYTES = 24;
    private static final int CLIENTS_MAX = 128;
    private static final int CHECKSUM_OFFSET = 32;

    /** The newest valid record; empty for a fresh disk, or one that holds something else. */
    public static Optional<CounterRecord> newest(byte[] disk) {
        if (disk.length < DISK_BYTES) {
            throw new IllegalArgumentException("needs the disk's first " + DISK_BYTES + " bytes, got " + disk.length);
        }
        return Stream.of(at(disk, 0), at(disk, PLACE_BYTES))
                .flatMap(Optional::stream)
                .max(Comparator.comparingLong(CounterRecord::serial));
    }

    private static Optional<CounterRecord> at(byte[] disk, int offset) {
        ByteBuffer place = ByteBuffer.wrap(disk, offset, PLACE_BYTES).slice().order(ByteOrder.LITTLE_ENDIAN);
        int clients = place.getInt(12);
        if (place.getLong(0) != MAGIC || place.getInt(8) != VERSION || clients < 0 || clients > CLIENTS_MAX) {
            return Optional.empty();
        }
        int used = HEADER_BYTES + clients * ENTRY_BYTES;
        CRC32C crc = new CRC32C();
        crc.update(place.slice(0, CHECKSUM_OFFSET));
        crc.update(new byte[4], 0, 4);
        crc.update(place.slice(CHECKSUM_OFFSET + 4, used - CHECKSUM_OFFSET - 4));
        return (int) crc.getValue() == place.getInt(CHECKSUM_OFFSET)
                ? Optional.of(new CounterRecord(place.getLong(16), place.getLong(24), clients))
                : Optional.empty();
    }
}
