package dev.understudy.cli;

import dev.understudy.net.ConsoleClient;

/** The guest's console on this process's standard output. */
class ConsoleOnStdout implements ConsoleClient.Listener {
    private boolean connected;

    @Override
    public void output(long number, byte[] data) {
        System.out.writeBytes(data);
        System.out.flush();
    }

    /** Said once a loss; it comes back by itself. */
    @Override
    public void reachable(boolean reachable, String reason) {
        if (!reachable && connected) {
            System.err.println("understudy: console: " + reason);
        }
        connected = reachable;
    }
}
