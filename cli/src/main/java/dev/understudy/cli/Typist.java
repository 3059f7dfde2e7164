package dev.understudy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/** Passes on what is typed as it comes, until its end. */
final class Typist {
    private static final int MOST_BYTES = 256;

    private Typist() {}

    /** On a daemon thread of its own. */
    static void start(InputStream keys, Consumer<byte[]> to) {
        Thread typist = new Thread(() -> type(keys, to), "console-input");
        typist.setDaemon(true);
        typist.start();
    }

    private static void type(InputStream keys, Consumer<byte[]> to) {
        byte[] buffer = new byte[MOST_BYTES];
        try {
            for (int count = keys.read(buffer); count >= 0; count = keys.read(buffer)) {
                to.accept(Arrays.copyOf(buffer, count));
            }
        } catch (IOException e) {
            // no keyboard any more
        }
    }
}
