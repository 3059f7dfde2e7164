package dev.understudy.fuzzing;

import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Bugs that do not reach the fuzz test's thread: what servers log as an error because they did not expect it, and what
 * ends a thread.
 */
public final class Bugs {
    private static final AtomicReference<Throwable> FIRST = new AtomicReference<>();
    private static final Logger LOGGER = Logger.getLogger("dev.understudy");
    private static boolean watching;

    private Bugs() {}

    /** From now on. May be called again. */
    public static synchronized void watch() {
        if (watching) {
            return;
        }
        watching = true;
        Thread.setDefaultUncaughtExceptionHandler((thread, cause) -> FIRST.compareAndSet(null, cause));
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(new Handler() {
            @Override
            public void publish(LogRecord record) {
                if (record.getLevel().intValue() >= Level.SEVERE.intValue()) {
                    Throwable thrown = record.getThrown();
                    FIRST.compareAndSet(null, thrown != null ? thrown : new AssertionError(record.getMessage()));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }

    /** Throws the first since the last call. */
    public static void assertNone() {
        Throwable bug = FIRST.getAndSet(null);
        if (bug != null) {
            throw new AssertionError("a bug was swallowed", bug);
        }
    }
}
