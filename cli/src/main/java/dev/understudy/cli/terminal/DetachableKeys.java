package dev.understudy.cli.terminal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Keys up to the detach key, which ends the stream and is nobody's input. */
public final class DetachableKeys extends FilterInputStream {
    /** Ctrl-], as telnet has it: no shell and no editor wants it. */
    static final int KEY = 0x1d;

    private final Runnable detached;
    private boolean ended;

    /** @param detached called once, by whoever reads the key */
    DetachableKeys(InputStream keys, Runnable detached) {
        super(keys);
        this.detached = detached;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = ended ? -1 : super.read(buffer, offset, length);
        for (int i = 0; i < count; i++) {
            if (buffer[offset + i] == KEY) {
                ended = true;
                detached.run();
                return i == 0 ? -1 : i;
            }
        }
        return count;
    }
}
