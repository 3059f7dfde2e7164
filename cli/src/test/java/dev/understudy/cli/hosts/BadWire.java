package dev.understudy.cli.hosts;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/**
 * A wire that delays and loses, as a program: many a kernel comes without netem. Frames come in and go out as datagrams of
 * the loopback; each line of its input changes what happens to those between two hosts, all others pass at once:
 *
 * <pre>
 *   ADDRESS ADDRESS DELAY-MICROS JITTER-MICROS LOST-PER-MILLE
 * </pre>
 *
 * <p>The jitter is uniform, to both sides of the delay; frames overtake one another then, as with netem.
 */
final class BadWire {
    /** Ports of the program's two ends; the taps' programs have the next. */
    static final int LEFT_PORT = 7301;

    static final int RIGHT_PORT = 7303;

    private static final int FRAME_MAX = 1 << 16;
    private static final int IP_SOURCE = 14 + 12;
    private static final int IP_DESTINATION = 14 + 16;
    private static final int WAITING_MAX = 10_000;

    private record Weather(int one, int other, long delayMicros, long jitterMicros, int lostPerMille) {
        static Weather parse(String line) throws IOException {
            String[] words = line.split(" ");
            return new Weather(
                    number(words[0]),
                    number(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    Integer.parseInt(words[4]));
        }

        private static int number(String address) throws IOException {
            return ByteBuffer.wrap(InetAddress.getByName(address).getAddress()).getInt();
        }

        boolean meets(byte[] frame) {
            if (frame.length < IP_DESTINATION + 4 || frame[12] != 8 || frame[13] != 0) {
                return false; // not IPv4
            }
            int source = ByteBuffer.wrap(frame).getInt(IP_SOURCE);
            int destination = ByteBuffer.wrap(frame).getInt(IP_DESTINATION);
            return (source == one && destination == other) || (source == other && destination == one);
        }
    }

    private record Travelling(byte[] frame, long number, long dueNanos) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            Travelling that = (Travelling) other;
            int byTime = Long.compare(dueNanos - that.dueNanos, 0);
            return byTime != 0 ? byTime : Long.compare(number, that.number);
        }
    }

    private static volatile Weather weather = new Weather(0, 0, 0, 0, 0);

    private BadWire() {}

    public static void main(String[] arguments) throws IOException {
        DatagramSocket left = end(LEFT_PORT);
        DatagramSocket right = end(RIGHT_PORT);
        carry(left, right, new Random(1));
        carry(right, left, new Random(2));
        System.out.println("carries");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            weather = Weather.parse(line);
            System.out.println("now " + line);
        }
        System.exit(0);
    }

    private static DatagramSocket end(int port) throws IOException {
        return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static void carry(DatagramSocket from, DatagramSocket to, Random chance) {
        DelayQueue<Travelling> wire = new DelayQueue<>();
        start("into-wire", () -> {
            DatagramPacket packet = new DatagramPacket(new byte[FRAME_MAX], FRAME_MAX);
            for (long number = 0; ; number++) {
                packet.setLength(FRAME_MAX);
                from.receive(packet);
                byte[] frame = Arrays.copyOf(packet.getData(), packet.getLength());
                Weather now = weather;
                boolean meets = now.meets(frame);
                if (wire.size() < WAITING_MAX && !(meets && chance.nextInt(1000) < now.lostPerMille)) {
                    wire.add(new Travelling(frame, number, System.nanoTime() + (meets ? delayNanos(now, chance) : 0)));
                }
            }
        });
        start("out-of-wire", () -> {
            while (true) {
                byte[] frame = wire.take().frame;
                to.send(new DatagramPacket(
                        frame, frame.length, InetAddress.getLoopbackAddress(), to.getLocalPort() + 1));
            }
        });
    }

    private static long delayNanos(Weather now, Random chance) {
        long micros = now.delayMicros + Math.round((2 * chance.nextDouble() - 1) * now.jitterMicros);
        return Math.max(0, micros * 1000);
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void start(String name, Work work) {
        new Thread(
                        () -> {
                            try {
                                work.run();
                            } catch (Exception e) {
                                System.out.println(name + ": " + e);
                                System.exit(1);
                            }
                        },
                        name)
                .start();
    }
}
