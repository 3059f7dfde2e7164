package dev.understudy.cli;

import java.util.Locale;

/** What a machine's run took. {@code cpuNanos} is that of the vCPU's thread. */
record RunStatistics(long instructions, long cpuNanos, long wallNanos, EngineCounters engine) {
    String json() {
        double mips = cpuNanos == 0 ? 0 : instructions * 1e3 / cpuNanos;
        return String.format(
                Locale.ROOT,
                "{\"schema\":1,\"instructions\":%d,\"cpuSeconds\":%.3f,\"wallSeconds\":%.3f,\"mips\":%.1f,%s}",
                instructions,
                cpuNanos / 1e9,
                wallNanos / 1e9,
                mips,
                engine.jsonFields());
    }
}
