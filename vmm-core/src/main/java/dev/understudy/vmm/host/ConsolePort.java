package dev.understudy.vmm.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** A cable that ends at this process's own console: bytes go to a stream, keys come from one, frames go nowhere. */
public final class ConsolePort implements NetworkPort {
    private static final int MAX_TYPED = 256;

    private final Listener listener;
    private final InputStream keys;
    private final OutputStream screen;
    private long nextFrame;
    private long nextConsoleByte;

    /** @param keys read by a daemon thread from the attach on, until it ends */
    public ConsolePort(Listener listener, InputStream keys, OutputStream screen) {
        this.listener = listener;
        this.keys = keys;
        this.screen = screen;
    }

    @Override
    public void attach(long generation, long nextFrame, long nextInputByte) {
        Thread typist = new Thread(() -> type(nextInputByte), "console-input");
        typist.setDaemon(true);
        typist.start();
        listener.attached();
    }

    private void type(long first) {
        long number = first;
        byte[] buffer = new byte[MAX_TYPED];
        try {
            for (int count = keys.read(buffer); count >= 0; count = keys.read(buffer)) {
                listener.consoleInput(number, Arrays.copyOf(buffer, count));
                number += count;
            }
        } catch (IOException e) {
            // Whoever typed is gone; the machine runs on without a keyboard.
        }
    }

    @Override
    public void sendFrame(long number, byte[] frame) {
        nextFrame = number + 1;
        listener.passed(nextFrame, nextConsoleByte);
    }

    @Override
    public void sendConsole(long number, byte[] data) {
        try {
            screen.write(data);
            screen.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the console cannot be written", e);
        }
        nextConsoleByte = number + data.length;
        listener.passed(nextFrame, nextConsoleByte);
    }

    @Override
    public void taken(long nextFrame, long nextInputByte) {}

    @Override
    public void close() {}
}
