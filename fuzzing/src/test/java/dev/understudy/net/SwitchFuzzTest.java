package dev.understudy.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understudy.fuzzing.Bugs;
import dev.understudy.fuzzing.Script;
import dev.understudy.net.cable.Cable;
import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.replication.Arbiter;
import dev.understudy.vmm.replication.ClaimantId;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hostile replicas, consoles, host clients, TAP device and passt at a switch, and hostile guests behind the replicas. A
 * script is pieces: u8 whose (0, 1: connections; 2: a host client's datagram, with bit 5 a frame of passt; 3: time passes,
 * with bit 5 a frame of the TAP device), u16 length and so many bytes; bit 7 of the first: framed as a message of that
 * length; bit 6: a frame in it gets the right IP checksum, and no UDP checksum.
 */
class SwitchFuzzTest {
    private static final ClaimantId OWNER = new ClaimantId(1, 1);
    private static final int GUEST = 0x0a00_020f;

    static Stream<Arguments> peers() {
        return Script.seeds(replicaAndConsole(), twoReplicas(), new byte[] {0, 3, 0, 1, 0, 0});
    }

    @MethodSource("peers")
    @FuzzTest
    void anyPeersAreServedInFormOrDisconnected(byte[] bytes) {
        Bugs.watch();
        Network network = new Network();
        Script script = new Script(bytes);
        for (int left = 200; left > 0 && script.hasMore(); left--) {
            int kind = script.u8();
            byte[] data = script.bytes(script.u16());
            switch (kind & 3) {
                case 0, 1 -> {
                    byte[] message = (kind & 0x40) != 0 ? withChecksums(data) : data;
                    network.receive(kind & 1, (kind & 0x80) != 0 ? framed(message) : message);
                }
                case 2 -> {
                    if ((kind & 0x20) == 0) {
                        network.fromClient(data);
                    } else {
                        network.fromPasst((kind & 0x40) != 0 ? withIpChecksum(data) : data);
                    }
                }
                default -> {
                    if ((kind & 0x20) == 0) {
                        network.pass(data.length);
                    } else {
                        network.fromTap(data);
                    }
                }
            }
        }
        network.close();
        Bugs.assertNone();
    }

    /** No fuzzer guesses checksums. */
    private static byte[] withChecksums(byte[] data) {
        try {
            if (MessageCodec.decode(new ByteReader(data)) instanceof Message.FrameOut out) {
                byte[] frame = withIpChecksum(out.frame());
                ByteWriter bytes = new ByteWriter(64);
                MessageCodec.encode(new Message.FrameOut(out.number(), frame), bytes);
                return bytes.toByteArray();
            }
        } catch (MalformedBytes e) {
            return data;
        }
        return data;
    }

    private static byte[] withIpChecksum(byte[] frame) {
        int header = Ethernet.HEADER_BYTES;
        int length = frame.length > header ? (frame[header] & 0xf) * 4 : 0;
        if (length >= Ipv4.HEADER_BYTES && header + length + Ipv4.UDP_HEADER_BYTES <= frame.length) {
            Ethernet.putU16(frame, header + 10, 0);
            Ethernet.putU16(frame, header + 10, Ipv4.checksum(frame, header, length, 0));
            Ethernet.putU16(frame, header + length + 6, 0);
        }
        return frame;
    }

    private static byte[] framed(byte[] message) {
        return new ByteWriter(64).u16(message.length).raw(message).toByteArray();
    }

    /** A hub, two connections to it, and an arbiter that says the first claimant owns whatever is asked for. */
    private static final class Network {
        private final Queue<Runnable> loop = new ArrayDeque<>();
        private final long[] now = {1};
        private int largest;
        private final Hub hub = new Hub(
                new SwitchOptions(
                        InetAddress.getLoopbackAddress(),
                        0,
                        null,
                        true,
                        List.of(ForwardSpec.parse("udp:5007:10.0.2.15:7")),
                        List.of(),
                        null,
                        null,
                        new OwnerOfAll(),
                        () -> now[0],
                        (vm, number, data) -> assertTrue(data.length > 0 && number >= 0)),
                loop::add,
                null,
                (forward, client, data) ->
                        assertTrue(data.length <= largest, "more than a guest sent goes to a client"));
        private final EmbeddedChannel[] channels = {connection(), connection()};

        Network() {
            hub.plug(new PasstRoute(GUEST, new Sink(Network::assertIsGuestsTcp)));
            hub.plug(new TapPort(new TapSpec("tap", null), new Sink(frame -> {})));
        }

        /** passt takes any address for its guest's, and drops what is padded. */
        private static void assertIsGuestsTcp(byte[] frame) {
            Ipv4 packet = Ipv4.parse(frame);
            assertEquals(GUEST, packet.source());
            assertEquals(Ipv4.TCP, packet.protocol());
            assertEquals(frame.length, packet.end());
        }

        private EmbeddedChannel connection() {
            EmbeddedChannel channel = new EmbeddedChannel();
            channel.pipeline().addLast(new MessageFraming(), new Checker(), new Connection(hub, channel));
            return channel;
        }

        /** What the switch says decodes to what it meant. */
        private final class Checker extends ChannelOutboundHandlerAdapter {
            @Override
            public void write(ChannelHandlerContext context, Object said, ChannelPromise promise) throws Exception {
                if (said instanceof Message message) {
                    ByteWriter out = new ByteWriter(64);
                    MessageCodec.encode(message, out);
                    Message decoded = MessageCodec.decode(new ByteReader(out.toByteArray()));
                    ByteWriter again = new ByteWriter(64);
                    MessageCodec.encode(decoded, again);
                    assertArrayEquals(out.toByteArray(), again.toByteArray());
                }
                super.write(context, said, promise);
            }
        }

        void receive(int index, byte[] bytes) {
            if (!channels[index].isOpen()) {
                channels[index] = connection();
            }
            largest = Math.max(largest, bytes.length);
            channels[index].writeInbound(Unpooled.wrappedBuffer(bytes));
            settle();
        }

        void fromClient(byte[] data) {
            hub.fromClient(0, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1000 + data.length % 8), data);
            settle();
        }

        void fromPasst(byte[] frame) {
            hub.fromPasst(GUEST, frame);
            settle();
        }

        void fromTap(byte[] frame) {
            hub.fromTap(frame);
            settle();
        }

        void pass(int units) {
            now[0] += units * 100_000_000L;
            hub.tick();
            settle();
        }

        private void settle() {
            for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
                task.run();
            }
            for (EmbeddedChannel channel : channels) {
                channel.runPendingTasks();
                channel.releaseOutbound();
            }
        }

        void close() {
            assertEquals(1, hub.status().forwards().size());
            for (EmbeddedChannel channel : channels) {
                channel.finishAndReleaseAll();
            }
            settle();
        }
    }

    private record Sink(Consumer<byte[]> look) implements Cable {
        @Override
        public void send(byte[] frame) {
            look.accept(frame);
        }

        @Override
        public boolean isUp() {
            return true;
        }

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public void close() {}
    }

    private static final class OwnerOfAll implements Arbiter {
        @Override
        public void ask(Request request, Consumer<Answer> answer) {
            answer.accept(new Answer.State(1, OWNER, null, false));
        }

        @Override
        public void close() {}
    }

    // ---- peers to begin with ----------------------------------------------------------------------------------------

    private static void say(ByteWriter script, int connection, Message message) {
        ByteWriter bytes = new ByteWriter(64);
        MessageCodec.encode(message, bytes);
        script.u8(0x80 | connection).u16(bytes.size()).raw(bytes.toByteArray());
    }

    private static byte[] replicaAndConsole() {
        ByteWriter script = new ByteWriter(1024);
        say(script, 0, new Message.Hello(Message.Hello.VERSION));
        say(script, 0, new Message.Attach("web", OWNER, 1, true, 0, 0));
        say(script, 1, new Message.Hello(Message.Hello.VERSION));
        say(script, 1, new Message.Watch("web"));
        say(script, 1, new Message.Typed(new byte[] {'l', 's'}));
        say(script, 0, new Message.ConsoleOut(0, new byte[] {'o', 'k'}));
        byte[] guest = {0x52, 0x54, 0, 0x12, 0x34, 0x56};
        long mac = Ethernet.address(guest, 0);
        Arp arp = new Arp(Arp.REQUEST, mac, 0x0a00_020f, 0, GatewayPort.ADDRESS);
        say(script, 0, new Message.FrameOut(0, arp.frame(Ethernet.BROADCAST)));
        script.u8(2).u16(4).raw(new byte[4]);
        say(script, 0, new Message.FrameOut(1, udp(mac, ClientPorts.FIRST_PORT)));
        say(script, 0x40, new Message.FrameOut(2, udp(mac, ClientPorts.FIRST_PORT)));
        say(script, 0, new Message.FrameOut(3, ping(mac)));
        say(script, 0x40, new Message.FrameOut(4, tcp(mac, GUEST, GatewayPort.ADDRESS)));
        byte[] segment = tcp(mac, GatewayPort.ADDRESS, GUEST);
        script.u8(0x62)
                .u16(segment.length)
                .raw(segment)
                .u8(0x23)
                .u16(segment.length)
                .raw(segment);
        say(script, 0, new Message.Taken(1, 1));
        say(script, 0, new Message.Ping());
        return script.u8(3).u16(10).raw(new byte[10]).toByteArray();
    }

    private static byte[] udp(long mac, int port) {
        return Ipv4.udpFrame(GatewayPort.MAC, mac, 0x0a00_020f, 7, GatewayPort.ADDRESS, port, 0, new byte[] {1, 2});
    }

    /** A datagram made over into a segment with an acknowledgement; its checksum is not right yet. */
    private static byte[] tcp(long mac, int from, int to) {
        byte[] frame = Ipv4.udpFrame(GatewayPort.MAC, mac, from, 7, to, 9, 0, new byte[20]);
        frame[Ethernet.HEADER_BYTES + 9] = Ipv4.TCP;
        frame[Ethernet.HEADER_BYTES + Ipv4.HEADER_BYTES + 13] = 0x10;
        return frame;
    }

    /** A datagram made over into an echo request; its checksums are right. */
    private static byte[] ping(long mac) {
        byte[] frame = udp(mac, 0);
        int header = Ethernet.HEADER_BYTES;
        frame[header + 9] = Ipv4.ICMP;
        Ethernet.putU16(frame, header + 10, 0);
        Ethernet.putU16(frame, header + 10, Ipv4.checksum(frame, header, Ipv4.HEADER_BYTES, 0));
        int icmp = header + Ipv4.HEADER_BYTES;
        java.util.Arrays.fill(frame, icmp, icmp + 4, (byte) 0);
        frame[icmp] = 8;
        Ethernet.putU16(frame, icmp + 2, Ipv4.checksum(frame, icmp, 10, 0));
        return frame;
    }

    private static byte[] twoReplicas() {
        ByteWriter script = new ByteWriter(1024);
        for (int connection = 0; connection < 2; connection++) {
            say(script, connection, new Message.Hello(Message.Hello.VERSION));
            say(script, connection, new Message.Attach("vm" + connection, OWNER, 1, true, 0, 0));
        }
        byte[] frame = new byte[60];
        Ethernet.header(frame, Ethernet.BROADCAST, 0x0200_0000_0001L, Ethernet.TYPE_IPV4);
        say(script, 0, new Message.FrameOut(0, frame));
        say(script, 1, new Message.FrameOut(5, frame));
        return script.toByteArray();
    }
}
