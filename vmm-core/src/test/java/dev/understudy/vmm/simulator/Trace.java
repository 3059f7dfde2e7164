package dev.understudy.vmm.simulator;

import java.util.function.Consumer;

/** The story as people read it: one line an event that matters, with virtual time and process. Off, it costs nothing. */
final class Trace {
    private final VirtualTime time;
    private final Consumer<String> lines;

    /** @param lines takes each line; null: nobody reads */
    Trace(VirtualTime time, Consumer<String> lines) {
        this.time = time;
        this.lines = lines;
    }

    /** {@code process}: null for the world outside. */
    @SuppressWarnings("AnnotateFormatMethod")
    void tell(SimulatedProcess process, String format, Object... values) {
        if (lines != null) {
            String who = process == null ? "world" : process.toString();
            lines.accept(String.format("%11.3f ms  %-10s %s", time.now() / 1e6, who, String.format(format, values)));
        }
    }
}
