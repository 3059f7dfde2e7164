package dev.understudy.net;

import dev.understudy.net.cable.Cable;
import java.util.List;

/** Keeps what is sent. */
record FakeCable(List<byte[]> sent) implements Cable {
    @Override
    public void send(byte[] frame) {
        sent.add(frame);
    }

    @Override
    public boolean isUp() {
        return true;
    }

    @Override
    public long dropped() {
        return 0;
    }

    @Override
    public void close() {}
}
