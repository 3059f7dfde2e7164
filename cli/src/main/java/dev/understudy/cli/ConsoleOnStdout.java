package dev.understudy.cli;

import dev.understudy.net.ConsoleClient;

/** The guest's console on this process's standard output. */
final class ConsoleOnStdout implements ConsoleClient.Listener {
    @Override
    public void output(long number, byte[] data) {
        System.out.writeBytes(data);
        System.out.flush();
    }

    @Override
    public void reachable(boolean reachable, String reason) {
        if (!reachable) {
            System.err.println("understudy: console: " + reason);
        }
    }
}
