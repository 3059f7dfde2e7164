package dev.understudy.vmm.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.log.Event.ConsoleInput;
import dev.understudy.vmm.log.Event.Digest;
import dev.understudy.vmm.log.Event.DiskCompleted;
import dev.understudy.vmm.log.Event.EntropyCompleted;
import dev.understudy.vmm.log.Event.FrameReceived;
import dev.understudy.vmm.log.Event.GuestReset;
import dev.understudy.vmm.log.Event.OperatorAction;
import dev.understudy.vmm.log.Event.OutputPoint;
import dev.understudy.vmm.log.Event.PowerOff;
import dev.understudy.vmm.log.Event.Progress;
import dev.understudy.vmm.log.Event.SeedRead;
import dev.understudy.vmm.log.Event.Stable;
import dev.understudy.vmm.log.Event.TimeRead;
import dev.understudy.vmm.log.Event.TimerDue;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogCodecTest {
    /** A place in mid-life, so that the goldens show what a usual entry costs. */
    private static final LogPosition HERE = new LogPosition(1_000_000, false, 50_000, 40, 7, 100, 12, 3);

    private static final byte[] ABC = {'a', 'b', 'c'};

    private static String hex(LogEntry entry) {
        ByteWriter out = new ByteWriter(16);
        new LogEncoder(HERE).encode(entry, out);
        LogEntry back = decode(HERE, out.toByteArray());
        assertTrue(RandomLog.same(entry, back), () -> entry + " came back as " + back);
        return HexFormat.of().formatHex(out.buffer(), 0, out.size());
    }

    private static LogEntry decode(LogPosition start, byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        LogEntry entry = new LogDecoder(start).decode(in);
        in.expectEnd("entry");
        return entry;
    }

    private static LogEntry before(long delta, Event event) {
        return new LogEntry(HERE.instruction() + delta, Phase.BEFORE, event);
    }

    private static LogEntry during(long delta, Event event) {
        return new LogEntry(HERE.instruction() + delta, Phase.DURING, event);
    }

    // ---- golden bytes: these are for ever; a new format needs a new version of journal and channel ----------------

    @Test
    void timerEntryAtHundredHertzAndTwoHundredMipsTakesFourBytes() {
        assertEquals("1890a10f", hex(before(2_000_000, new TimerDue())));
    }

    @Test
    void rdtimeEntryTakesFiveBytes() {
        assertEquals("28d461c03e", hex(during(100_000, new TimeRead(58_000))));
    }

    @Test
    void eachKindHasItsBytes() {
        assertEquals("10", hex(before(0, new TimerDue())));
        assertEquals("2100", hex(during(1, new TimeRead(50_000))));
        assertEquals("32010807060504030201", hex(during(2, new OutputPoint(41, 0x0102030405060708L))));
        assertEquals("43020807060504030201", hex(before(3, new OutputPoint(42, 0x0102030405060708L))));
        assertEquals("5000" + "03616263", hex(before(0, new FrameReceived(7, ABC))));
        assertEquals("6002" + "0c616263", hex(before(0, new DiskCompleted(13, DiskStatus.OK, ABC))));
        assertEquals("6001" + "01", hex(before(0, new DiskCompleted(11, DiskStatus.IO_ERROR, new byte[0]))));
        assertEquals("6001" + "02", hex(before(0, new DiskCompleted(11, DiskStatus.NO_SPACE, new byte[0]))));
        assertEquals("7801", hex(before(8, new Progress())));
        assertEquals("800100000000000000", hex(before(0, new Digest(1, 0))));
        assertEquals("9001000000000000000200000000000000", hex(before(0, new Digest(1, 2))));
        assertEquals("a0cdab", hex(during(0, new SeedRead(0xabcd))));
        assertEquals("b002" + "03616263", hex(before(0, new EntropyCompleted(4, ABC))));
        assertEquals("c000" + "03616263", hex(before(0, new ConsoleInput(100, ABC))));
        assertEquals("f010" + "05", hex(before(0, new Stable(5))));
        assertEquals("f011" + "01", hex(before(0, new OperatorAction(OperatorAction.Action.RESET))));
        assertEquals("f912" + "01", hex(during(9, new GuestReset())));
        assertEquals("f013" + "01", hex(during(0, new PowerOff(-1))));
        assertEquals("f014" + "01", hex(before(0, new PowerOff(-1))));
    }

    @Test
    void everyKindHasItsOwnCodeAndLabel() {
        assertEquals(
                EntryKind.values().length,
                List.of(EntryKind.values()).stream()
                        .map(EntryKind::label)
                        .distinct()
                        .count());
        for (EntryKind kind : EntryKind.values()) {
            assertEquals(kind, EntryKind.ofCode(kind.code()));
        }
    }

    // ---- round trips ----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void randomLogsComeBackAndPositionsAgree(long seed) {
        List<LogEntry> log = RandomLog.entries(seed, 5_000);
        ByteWriter out = new ByteWriter(1 << 16);
        LogEncoder encoder = new LogEncoder(LogPosition.START);
        log.forEach(entry -> encoder.encode(entry, out));
        ByteReader in = new ByteReader(out.buffer(), 0, out.size());
        LogDecoder decoder = new LogDecoder(LogPosition.START);
        for (LogEntry entry : log) {
            LogEntry back = decoder.decode(in);
            assertTrue(RandomLog.same(entry, back), () -> "seed " + seed + ": " + entry + " came back as " + back);
        }
        in.expectEnd("log");
        assertEquals(encoder.position(), decoder.position());
    }

    @Test
    void aStreamMayBeginInMidLifeFromASavedPosition() {
        List<LogEntry> log = RandomLog.entries(6, 200);
        LogEncoder whole = new LogEncoder(LogPosition.START);
        log.subList(0, 100).forEach(entry -> whole.encode(entry, new ByteWriter(512)));
        ByteWriter saved = new ByteWriter(64);
        whole.position().save(saved);
        LogPosition middle = LogPosition.restore(new ByteReader(saved.toByteArray()));
        assertEquals(whole.position(), middle);
        LogDecoder decoder = new LogDecoder(middle);
        for (LogEntry entry : log.subList(100, 200)) {
            ByteWriter out = new ByteWriter(512);
            whole.encode(entry, out);
            assertTrue(RandomLog.same(entry, decoder.decode(new ByteReader(out.toByteArray()))));
        }
    }

    @Test
    void aStreamMayBeginInMidLifeFromTheStartPositionToo() {
        LogEntry entry = new LogEntry(Long.MAX_VALUE - 1, Phase.DURING, new TimeRead(Long.MAX_VALUE));
        ByteWriter out = new ByteWriter(64);
        new LogEncoder(LogPosition.START).encode(entry, out);
        assertEquals(entry, decode(LogPosition.START, out.toByteArray()));
    }

    // ---- what may not follow --------------------------------------------------------------------------------------

    private static void refused(String why, LogEntry first, LogEntry second) {
        LogEncoder encoder = new LogEncoder(HERE);
        ByteWriter out = new ByteWriter(64);
        encoder.encode(first, out);
        int size = out.size();
        LogPosition position = encoder.position();
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> encoder.encode(second, out));
        assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
        assertEquals(size, out.size());
        assertEquals(position, encoder.position());
    }

    @Test
    void instructionNumberNeverGoesBack() {
        refused("goes from", before(5, new Progress()), before(4, new Progress()));
    }

    @Test
    void nothingFollowsADuringEntryAtItsInstruction() {
        refused("DURING", during(5, new SeedRead(1)), before(5, new Progress()));
        refused("DURING", during(5, new SeedRead(1)), during(5, new SeedRead(1)));
    }

    @Test
    void numbersNeverGoBack() {
        refused("guest time", during(0, new TimeRead(60_000)), during(1, new TimeRead(59_999)));
        refused("outputs", during(0, new OutputPoint(41, 0)), during(1, new OutputPoint(40, 0)));
        refused("frames", before(0, new FrameReceived(9, ABC)), before(0, new FrameReceived(9, ABC)));
        refused("console", before(0, new ConsoleInput(100, ABC)), before(0, new ConsoleInput(102, ABC)));
    }

    @Test
    void boundsAreKept() {
        LogEntry first = before(0, new Progress());
        refused("65536", first, before(0, new FrameReceived(9, new byte[LogBounds.FRAME_BYTES + 1])));
        refused("1048576", first, before(0, new DiskCompleted(9, DiskStatus.OK, new byte[LogBounds.DISK_BYTES + 1])));
        refused("4096", first, before(0, new ConsoleInput(100, new byte[LogBounds.CONSOLE_BYTES + 1])));
        refused("65536", first, before(0, new EntropyCompleted(9, new byte[LogBounds.ENTROPY_BYTES + 1])));
        refused("65535", first, during(0, new SeedRead(0x10000)));
        refused("negative", first, before(0, new Stable(-1)));
        refused("failed", first, before(0, new DiskCompleted(9, DiskStatus.IO_ERROR, ABC)));
    }

    @Test
    void theLargestEntriesFitTheirBounds() {
        hex(before(0, new FrameReceived(9, new byte[LogBounds.FRAME_BYTES])));
        hex(before(0, new DiskCompleted(9, DiskStatus.OK, new byte[LogBounds.DISK_BYTES])));
        hex(before(0, new ConsoleInput(100, new byte[LogBounds.CONSOLE_BYTES])));
        hex(before(0, new EntropyCompleted(9, new byte[LogBounds.ENTROPY_BYTES])));
    }

    @Test
    void anEventInAPhaseThatItMayNotHaveIsRefused() {
        refused("always BEFORE", before(0, new Progress()), during(0, new TimerDue()));
        refused("always DURING", before(0, new Progress()), before(0, new TimeRead(60_000)));
    }

    // ---- hostile bytes --------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "00, no kind has code 0",
        "d0, no kind has code 13",
        "f00501, short one",
        "f0ff, no kind has code 255",
        "18ffffffffffffffff3f, 2^64",
        "18ffffffffffffffff1f, the instruction number goes",
        "1880, needs 1 bytes",
        "20ffffffffffffffffff01, guest time goes",
        "20ffffffffffffffff7f, guest time goes",
        "30ffffffffffffffffff010000000000000000, count of outputs goes",
        "50ffffffffffffffffff0100, number of frames goes",
        "5000ffff7f, over the limit of 65536",
        "500004616263, needs 4 bytes",
        "600083, needs 1 bytes",
        "6000848080026162, over the limit",
        "600084808002ff, over the limit",
        "600003, no status",
        "60000561, failed and has 1 bytes",
        "60ffffffffffffffffff0100, negative",
        "90010000000000000000000000000000000, no digest",
        "b00081808001, over the limit",
        "c0008120, over the limit of 4096",
        "c0ffffffffffffffff7f00, console",
        "f010ffffffffffffffffff01, negative",
        "f01102, no action",
        "f01380808080ffff01, more than 32 bits",
    })
    void hostileBytesAreRefusedWithAReason(String hex, String reason) {
        byte[] bytes = HexFormat.of().parseHex(hex.length() % 2 == 0 ? hex : hex.substring(0, hex.length() - 1));
        MalformedBytes refusal = assertThrows(MalformedBytes.class, () -> decode(HERE, bytes));
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    @Test
    void randomBytesGiveLegalEntriesOrMalformedBytesAndNothingElse() {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            decodeAll(bytes);
        }
    }

    private static void decodeAll(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        LogDecoder decoder = new LogDecoder(HERE);
        LogEncoder again = new LogEncoder(HERE);
        try {
            while (in.remaining() > 0) {
                LogEntry entry = decoder.decode(in);
                again.encode(entry, new ByteWriter(64)); // throws if the decoder let something illegal in
                assertEquals(again.position(), decoder.position());
            }
        } catch (MalformedBytes e) {
            assertNotNull(e.getMessage());
        }
    }

    // ---- text -----------------------------------------------------------------------------------------------------

    @Test
    void entriesReadAsOneLine() {
        assertEquals("1000005 during time ticks=58000", EntryText.line(during(5, new TimeRead(58_000))));
        assertEquals(
                "1000000 before disk id=13 status=ok bytes=3 crc32c=364b3fb7",
                EntryText.line(before(0, new DiskCompleted(13, DiskStatus.OK, ABC))));
        assertEquals(
                "1000000 before full-digest registers=0000000000000001 memory=0000000000000002",
                EntryText.line(before(0, new Digest(1, 2))));
        assertEquals("1000000 before timer", EntryText.line(before(0, new TimerDue())));
    }

    @Test
    void everyKindHasATextAndFields() {
        for (LogEntry entry : RandomLog.entries(8, 500)) {
            assertEquals(EntryKind.of(entry).label(), EntryText.fields(entry).get("kind"));
            assertTrue(EntryText.line(entry).startsWith(entry.instruction() + " "));
        }
    }
}
