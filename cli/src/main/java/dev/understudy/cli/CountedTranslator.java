package dev.understudy.cli;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.StopReason;
import dev.understudy.isa.translator.Translator;
import dev.understudy.isa.translator.TranslatorStatistics;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** A translator that says what it did: on the vCPU's thread after each slice, for any thread to read. */
final class CountedTranslator implements ExecutionEngine {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Translator translator;
    private volatile TranslatorStatistics counters;

    CountedTranslator(Hart hart) {
        translator = new Translator(hart, THREADS::getCurrentThreadCpuTime);
        counters = translator.statistics();
    }

    @Override
    public StopReason run(long until) {
        StopReason reason = translator.run(until);
        counters = translator.statistics();
        return reason;
    }

    /** As of the last slice's end. Any thread. */
    TranslatorStatistics counters() {
        return counters;
    }
}
