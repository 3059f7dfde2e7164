package dev.understudy.net;

import java.util.ArrayDeque;
import java.util.Arrays;

/** Shows a VM's console from now on, and types at it, through the switch. Comes back by itself after a loss. */
public final class ConsoleClient implements AutoCloseable {
    /** Hears the console, on the client's own thread; must not block for long. */
    public interface Listener {
        /** {@code number}: of the first byte since the life began. */
        void output(long number, byte[] data);

        /** The switch can, or cannot, be reached now; what is written meanwhile is not shown. */
        void reachable(boolean reachable, String reason);
    }

    /** Typed bytes kept while the switch cannot be reached: what a person types ahead. */
    static final int MAX_AHEAD_BYTES = 4096;

    private final Uplink uplink;
    private final ArrayDeque<byte[]> ahead = new ArrayDeque<>();
    private int aheadBytes;
    private boolean isUp;

    public ConsoleClient(SwitchEndpoint endpoint, String vm, Listener listener) {
        String flaw = MessageCodec.flawOfName(vm);
        if (flaw != null) {
            throw new IllegalArgumentException(flaw);
        }
        this.uplink = new Uplink(
                endpoint,
                new Uplink.User() {
                    @Override
                    public void up() {
                        watch(vm);
                        typeAhead();
                        listener.reachable(true, "connected to the switch at " + endpoint);
                    }

                    @Override
                    public void down(String reason) {
                        isUp = false;
                        listener.reachable(false, reason);
                    }

                    @Override
                    public void message(Message message) {
                        if (message instanceof Message.ConsoleOut out) {
                            listener.output(out.number(), out.data());
                        }
                    }

                    @Override
                    public void writable() {}
                },
                null);
    }

    /**
     * Types. While the switch cannot be reached some is kept until it can, the rest is lost, and so is what was on the way
     * when a connection broke. Does not block.
     */
    public void type(byte[] data) {
        for (int from = 0; from < data.length; from += MessageCodec.MAX_CONSOLE_BYTES) {
            int to = Math.min(from + MessageCodec.MAX_CONSOLE_BYTES, data.length);
            byte[] chunk = Arrays.copyOfRange(data, from, to);
            uplink.execute(() -> sendOrKeep(chunk));
        }
    }

    private void sendOrKeep(byte[] chunk) {
        if (isUp) {
            uplink.send(new Message.Typed(chunk));
        } else if (aheadBytes + chunk.length <= MAX_AHEAD_BYTES) {
            ahead.add(chunk);
            aheadBytes += chunk.length;
        }
    }

    private void typeAhead() {
        isUp = true;
        aheadBytes = 0;
        for (byte[] chunk = ahead.poll(); chunk != null; chunk = ahead.poll()) {
            uplink.send(new Message.Typed(chunk));
        }
    }

    @Override
    public void close() {
        uplink.close();
    }

    private void watch(String vm) {
        uplink.send(new Message.Watch(vm));
    }
}
