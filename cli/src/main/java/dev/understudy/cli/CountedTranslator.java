package dev.understudy.cli;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.StopReason;
import dev.understudy.isa.translator.Translator;
import dev.understudy.isa.translator.TranslatorStatistics;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * A translator that says what it did, for any thread to read: told by the vCPU's thread whenever the guest has nothing to do, and
 * a thousand times a second while it has. After each slice it would fill the young generation in seconds.
 */
final class CountedTranslator implements ExecutionEngine {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final long EVERY_INSTRUCTIONS = 1_000_000;

    private final Translator translator;
    private long toldAt;
    private volatile TranslatorStatistics counters;

    CountedTranslator(Hart hart) {
        translator = new Translator(hart, THREADS::getCurrentThreadCpuTime);
        counters = translator.statistics();
    }

    @Override
    public StopReason run(long until) {
        StopReason reason = translator.run(until);
        if (reason != StopReason.REACHED || until - toldAt >= EVERY_INSTRUCTIONS) {
            counters = translator.statistics();
            toldAt = until;
        }
        return reason;
    }

    /** As of a moment ago. Any thread. */
    TranslatorStatistics counters() {
        return counters;
    }

    /** As of now: once the vCPU's thread is done with it. */
    TranslatorStatistics lastCounters() {
        return translator.statistics();
    }
}
