package dev.understudy.vmm.log;

import java.util.LinkedHashMap;
import java.util.Map;

/** Entries for readers: a line of text each, or fields for JSON. */
public final class EntryText {
    private EntryText() {}

    /** One line without its end, for example {@code 1204331 during time ticks=93211}. */
    public static String line(LogEntry entry) {
        return entry.toString();
    }

    /** Name to value (String, Long, Integer) in stable order: instruction, phase, kind, then the event's own. */
    public static Map<String, Object> fields(LogEntry entry) {
        return new LinkedHashMap<>();
    }
}
