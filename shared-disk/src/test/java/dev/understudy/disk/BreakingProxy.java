package dev.understudy.disk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A wire between client and server that breaks or falls silent when told. */
final class BreakingProxy implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final int target;
    private volatile boolean swallow;

    BreakingProxy(int target) throws IOException {
        this.target = target;
        thread(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    void breakAll() {
        for (Socket socket : sockets) {
            close(socket);
        }
    }

    void swallowAnswers(boolean value) {
        swallow = value;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(server);
                thread(() -> copy(client, server, false));
                thread(() -> copy(server, client, true));
            }
        } catch (IOException e) {
            breakAll(); // closed
        }
    }

    private void copy(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[64 << 10];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (!answers || !swallow) {
                    out.write(buffer, 0, count);
                }
            }
        } catch (IOException e) {
            close(from); // broken on purpose, or by either side
        }
        close(from);
        close(to);
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        breakAll();
    }
}
