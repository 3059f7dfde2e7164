package dev.understudy.benchmarks;

/** What a vCPU did in a stretch of time; or, as counted by its process, since that began. */
record Window(long instructions, long cpuNanos, long wallNanos) {
    Window since(Window before) {
        return new Window(instructions - before.instructions, cpuNanos - before.cpuNanos, wallNanos - before.wallNanos);
    }

    /** M instructions a second of CPU time of the vCPU's thread. */
    double mips() {
        return instructions * 1e3 / cpuNanos;
    }

    /** M instructions a second of wall time. */
    double wallMips() {
        return instructions * 1e3 / wallNanos;
    }

    @Override
    public String toString() {
        return instructions + " " + cpuNanos + " " + wallNanos;
    }

    /** Of {@link #toString}. */
    static Window parse(String text) {
        String[] numbers = text.split(" ", -1);
        return new Window(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
    }
}
