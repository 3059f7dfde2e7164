package dev.understudy.cli.tcp;

import java.io.IOException;

/** Questions and answers over a connection that stays open as long as the server lets it. One thread. */
public interface Conversation extends AutoCloseable {
    /**
     * Asks once and waits for the answer, without limit: a client that gives up would open another connection.
     *
     * @return what no single server that never failed would have answered; null if the answer is right
     * @throws IOException the connection ended
     */
    String ask() throws IOException;

    @Override
    void close() throws IOException;
}
