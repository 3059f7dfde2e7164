package dev.understudy.cli.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WebReaderTest {
    private static final String PAGE = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n%s\r\nhi";
    private static final String KEPT = String.format(PAGE, "");
    private static final String LAST = String.format(PAGE, "Connection: close\r\n");

    /** Each list is a connection's answers, after which the server ends it. */
    private static ServerSocket serve(List<List<String>> connections) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> connections.forEach(answers -> answer(server, answers)), "web-server");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private static void answer(ServerSocket server, List<String> answers) {
        try (Socket socket = server.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String answer : answers) {
                while (!in.readLine().isEmpty()) {}
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // the test is over
        }
    }

    private static WebReader reader(ServerSocket server) throws IOException {
        return new WebReader(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
    }

    @Test
    void aConnectionWhoseEndIsAnnouncedIsFollowedByAnother() throws IOException {
        try (ServerSocket server = serve(List.of(List.of(KEPT, LAST), List.of(KEPT)));
                WebReader reader = reader(server)) {
            assertNull(reader.ask());
            assertNull(reader.ask());
            assertNull(reader.ask());
        }
    }

    @Test
    void aConnectionThatJustEndsIsAFault() throws IOException {
        try (ServerSocket server = serve(List.of(List.of(KEPT), List.of(KEPT)));
                WebReader reader = reader(server)) {
            assertNull(reader.ask());
            assertThrows(EOFException.class, reader::ask);
        }
    }

    @Test
    void anotherPageIsAFault() throws IOException {
        try (ServerSocket server = serve(List.of(List.of(KEPT, KEPT.replace("hi", "ho"))));
                WebReader reader = reader(server)) {
            assertNull(reader.ask());
            assertEquals("the page differs from the first one", reader.ask());
        }
    }
}
