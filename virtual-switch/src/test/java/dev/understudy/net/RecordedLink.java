package dev.understudy.net;

import java.util.ArrayList;
import java.util.List;

/** A connection that keeps what is sent on it. */
class RecordedLink implements Link {
    final List<Message> received = new ArrayList<>();
    boolean writable = true;
    boolean closed;

    long count(Class<? extends Message> kind) {
        return received.stream().filter(kind::isInstance).count();
    }

    @Override
    public void send(Message message) {
        received.add(message);
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public void close() {
        closed = true;
    }
}
