package dev.understudy.channel;

import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;

/**
 * The unit of flow control: about the memory that an entry occupies in the backup's queue. Both sides compute it from the
 * entry, so that the number of entries in flight is bounded as well as their bytes.
 */
final class EntryCost {
    /** Of an entry without data. */
    static final int FIXED = 64;

    private EntryCost() {}

    static int of(LogEntry entry) {
        return FIXED + dataBytes(entry.event());
    }

    static int dataBytes(Event event) {
        if (event instanceof Event.FrameReceived e) {
            return e.frame().length;
        } else if (event instanceof Event.DiskCompleted e) {
            return e.data().length;
        } else if (event instanceof Event.ConsoleInput e) {
            return e.data().length;
        } else if (event instanceof Event.EntropyCompleted e) {
            return e.data().length;
        }
        return 0;
    }
}
