package dev.understudy.vmm.log;

import dev.understudy.vmm.log.Event.ConsoleInput;
import dev.understudy.vmm.log.Event.Digest;
import dev.understudy.vmm.log.Event.DiskCompleted;
import dev.understudy.vmm.log.Event.EntropyCompleted;
import dev.understudy.vmm.log.Event.FrameReceived;
import dev.understudy.vmm.log.Event.OperatorAction;
import dev.understudy.vmm.log.Event.OutputPoint;
import dev.understudy.vmm.log.Event.PowerOff;
import dev.understudy.vmm.log.Event.SeedRead;
import dev.understudy.vmm.log.Event.Stable;
import dev.understudy.vmm.log.Event.TimeRead;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;

/** Entries for readers: a line of text each, or fields for JSON. Contents of frames, disk and entropy show as a checksum. */
public final class EntryText {
    private EntryText() {}

    /** One line without its end, for example {@code 1204331 during time ticks=93211}. */
    public static String line(LogEntry entry) {
        StringBuilder line = new StringBuilder();
        fields(entry).forEach((name, value) -> {
            boolean isBare = name.equals("instruction") || name.equals("phase") || name.equals("kind");
            line.append(line.isEmpty() ? "" : " ")
                    .append(isBare ? "" : name + "=")
                    .append(value);
        });
        return line.toString();
    }

    /** Name to value (String, Long or Integer) in stable order: instruction, phase, kind, then the event's own. */
    public static Map<String, Object> fields(LogEntry entry) {
        EntryKind kind = EntryKind.of(entry);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("instruction", entry.instruction());
        fields.put("phase", entry.phase().name().toLowerCase(Locale.ROOT));
        fields.put("kind", kind.label());
        own(kind, entry.event(), fields);
        return fields;
    }

    private static void own(EntryKind kind, Event event, Map<String, Object> fields) {
        switch (kind) {
            case TIMER_DUE, PROGRESS, GUEST_RESET -> {}
            case TIME_READ -> fields.put("ticks", ((TimeRead) event).ticks());
            case OUTPUT_POINT, SLICE_OUTPUT_POINT -> {
                fields.put("outputs", ((OutputPoint) event).outputs());
                fields.put("checksum", hex(((OutputPoint) event).checksum()));
            }
            case FRAME_RECEIVED -> {
                fields.put("number", ((FrameReceived) event).number());
                content(((FrameReceived) event).frame(), fields);
            }
            case DISK_COMPLETED -> {
                DiskCompleted disk = (DiskCompleted) event;
                fields.put("id", disk.id());
                fields.put("status", disk.status().name().toLowerCase(Locale.ROOT));
                content(disk.data(), fields);
            }
            case REGISTER_DIGEST, FULL_DIGEST -> digest((Digest) event, fields);
            case SEED_READ -> fields.put("bits", ((SeedRead) event).bits());
            case ENTROPY_COMPLETED -> {
                fields.put("id", ((EntropyCompleted) event).id());
                content(((EntropyCompleted) event).data(), fields);
            }
            case CONSOLE_INPUT -> {
                fields.put("number", ((ConsoleInput) event).number());
                content(((ConsoleInput) event).data(), fields);
            }
            case STABLE -> fields.put("belowId", ((Stable) event).belowId());
            case OPERATOR_ACTION ->
                fields.put("action", ((OperatorAction) event).action().name().toLowerCase(Locale.ROOT));
            case POWER_OFF, SLICE_POWER_OFF -> fields.put("exitCode", ((PowerOff) event).exitCode());
        }
    }

    private static void digest(Digest digest, Map<String, Object> fields) {
        fields.put("registers", hex(digest.registers()));
        if (digest.memory() != 0) {
            fields.put("memory", hex(digest.memory()));
        }
    }

    private static void content(byte[] data, Map<String, Object> fields) {
        CRC32C checksum = new CRC32C();
        checksum.update(data);
        fields.put("bytes", data.length);
        fields.put("crc32c", HexFormat.of().toHexDigits((int) checksum.getValue()));
    }

    private static String hex(long value) {
        return HexFormat.of().toHexDigits(value);
    }
}
