package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MetricsDoorTest {
    private final MetricsDoor door = new MetricsDoor(() -> "understudy_protected{vm=\"web\"} 1\n");
    private InetSocketAddress address;

    @BeforeEach
    void open() throws IOException {
        address = door.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() {
        door.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI where = URI.create("http://127.0.0.1:" + address.getPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(where).build(), HttpResponse.BodyHandlers.ofString());
    }

    private Socket connect() throws IOException {
        return new Socket(address.getAddress(), address.getPort());
    }

    @Test
    void metricsAreAnsweredInPrometheussFormat() throws Exception {
        HttpResponse<String> answer = get("/metrics");
        assertEquals(200, answer.statusCode());
        assertEquals("understudy_protected{vm=\"web\"} 1\n", answer.body());
        String type = answer.headers().firstValue("content-type").orElseThrow();
        assertTrue(type.startsWith("text/plain; version=0.0.4"), type);
    }

    @Test
    void nothingElseIs() throws Exception {
        assertEquals(404, get("/").statusCode());
        assertEquals(404, get("/metrics/../secret").statusCode());
    }

    @Test
    void whoSaysTooMuchIsCutOff() throws Exception {
        try (Socket stranger = connect()) {
            byte[] endless = "GET /metrics HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII);
            stranger.getOutputStream().write(endless);
            stranger.getOutputStream().write(new byte[16 << 10]);
            assertTrue(isEnd(stranger));
        }
        assertEquals(200, get("/metrics").statusCode());
    }

    @Test
    void whoSaysNothingHoldsAPlaceForSecondsOnlyAndPlacesAreBounded() throws Exception {
        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            silent.add(connect());
        }
        assertThrows(IOException.class, () -> get("/metrics"));
        for (Socket one : silent) {
            assertTrue(isEnd(one));
            one.close();
        }
        assertEquals(200, get("/metrics").statusCode());
    }

    /** The peer ends the connection without a word, or with a reset. */
    private static boolean isEnd(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void anAddressInUseIsSaid() {
        MetricsDoor second = new MetricsDoor(() -> "");
        IOException refused = assertThrows(IOException.class, () -> second.listen(address));
        assertTrue(refused.getMessage().contains("cannot listen at"), refused.getMessage());
        second.close();
    }
}
