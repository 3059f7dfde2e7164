package dev.understudy.net;

/** Takes what guests write to their consoles. Called on the switch's event loop: must not block. */
@FunctionalInterface
public interface ConsoleSink {
    /** {@code number}: of the first byte since the life began; each byte comes once while the switch lives. */
    void consoleOutput(String vm, long number, byte[] data);
}
