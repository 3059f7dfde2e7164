package dev.understudy.cli.counter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class CounterRecordTest {
    private final byte[] disk = new byte[CounterRecord.DISK_BYTES];

    @Test
    void aFreshDiskHoldsNoRecord() {
        assertEquals(Optional.empty(), CounterRecord.newest(disk));
    }

    @Test
    void theHigherSerialCounts() {
        write(0, 7, 70);
        write(4096, 8, 71);
        assertEquals(Optional.of(new CounterRecord(8, 71, 0)), CounterRecord.newest(disk));
    }

    @Test
    void aTornRecordLeavesTheOther() {
        write(0, 7, 70);
        write(4096, 8, 71);
        disk[4096 + 24] ^= 1;
        assertEquals(Optional.of(new CounterRecord(7, 70, 0)), CounterRecord.newest(disk));
    }

    @Test
    void tooShortADiskIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> CounterRecord.newest(new byte[100]));
    }

    private void write(int offset, long serial, long value) {
        ByteBuffer record = ByteBuffer.wrap(disk, offset, 40).slice().order(ByteOrder.LITTLE_ENDIAN);
        record.put(0, "UNDSTCTR".getBytes(StandardCharsets.US_ASCII)).putInt(8, 1);
        record.putLong(16, serial).putLong(24, value);
        CRC32C crc = new CRC32C();
        crc.update(record.duplicate());
        record.putInt(32, (int) crc.getValue());
    }
}
