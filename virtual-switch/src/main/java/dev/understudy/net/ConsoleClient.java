package dev.understudy.net;

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

    private final Uplink uplink;

    public ConsoleClient(SwitchEndpoint endpoint, String vm, Listener listener) {
        String flaw = MessageCodec.flawOfName(vm);
        if (flaw != null) {
            throw new IllegalArgumentException(flaw);
        }
        this.uplink = new Uplink(endpoint, new Uplink.User() {
            @Override
            public void up() {
                watch(vm);
                listener.reachable(true, "connected to the switch at " + endpoint);
            }

            @Override
            public void down(String reason) {
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
        });
    }

    /** Types; lost if the switch is not reachable. Does not block. */
    public void type(byte[] data) {
        for (int from = 0; from < data.length; from += MessageCodec.MAX_CONSOLE_BYTES) {
            int to = Math.min(from + MessageCodec.MAX_CONSOLE_BYTES, data.length);
            byte[] chunk = Arrays.copyOfRange(data, from, to);
            uplink.execute(() -> uplink.send(new Message.Typed(chunk)));
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
