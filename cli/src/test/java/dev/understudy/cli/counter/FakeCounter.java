package dev.understudy.cli.counter;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Function;

/** A UDP server whose misbehaviour the test gives: request in, replies out. */
final class FakeCounter implements AutoCloseable {
    private final DatagramSocket socket =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final Thread thread;

    /** @param behaviour gets the request's 16 bytes, little-endian; runs in one thread */
    FakeCounter(Function<ByteBuffer, List<byte[]>> behaviour) throws java.io.IOException {
        thread = new Thread(() -> serve(behaviour), "fake counter");
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    static byte[] reply(ByteBuffer request, long value) {
        byte[] reply = new byte[24];
        ByteBuffer.wrap(reply)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, request, 0, 16)
                .putLong(16, value);
        return reply;
    }

    static long number(ByteBuffer request) {
        return request.getLong(8);
    }

    private void serve(Function<ByteBuffer, List<byte[]>> behaviour) {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        try {
            while (true) {
                packet.setLength(2048);
                socket.receive(packet);
                ByteBuffer request = ByteBuffer.wrap(packet.getData(), 0, 16).order(ByteOrder.LITTLE_ENDIAN);
                for (byte[] reply : behaviour.apply(request)) {
                    socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                }
            }
        } catch (java.io.IOException e) {
            // closed: the test is over
        }
    }

    @Override
    public void close() {
        socket.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
