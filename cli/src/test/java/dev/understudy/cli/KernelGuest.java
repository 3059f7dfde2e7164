package dev.understudy.cli;

import dev.understudy.cli.hosts.Hosts;
import dev.understudy.cli.hosts.Iproute;
import dev.understudy.net.SwitchClient;
import dev.understudy.net.SwitchEndpoint;
import dev.understudy.net.cable.TapCable;
import dev.understudy.vmm.host.NetworkPort;
import dev.understudy.vmm.replication.ClaimantId;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A guest without a machine: the TCP of this kernel, in a namespace of its own, at 10.0.2.15 behind a TAP device. A replica
 * hands its frames to and from the switch with their numbers, as the roles do, and can die.
 *
 * <pre>
 *   client ── passt ── switch ── replica ── TAP device [eth0] the kernel's TCP
 * </pre>
 */
final class KernelGuest implements AutoCloseable {
    private static final int REISSUED = 20;

    private final Hosts hosts = Hosts.open("guest");
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final TapCable tap;
    private final List<Process> servers = new ArrayList<>();

    // On the loop only: what a machine's state would hold.
    private SwitchClient replica;
    private final ArrayDeque<byte[]> lastOutputs = new ArrayDeque<>();
    private long nextOutput;
    private long nextInput;
    private int lives;
    private final List<Long> dataFromPasst = new ArrayList<>();

    KernelGuest() throws IOException {
        String device = "us" + ProcessHandle.current().pid();
        tap = new TapCable(loop, device, null, 1518, this::fromKernel);
        String namespace = hosts.host("guest").namespace();
        Iproute.ip("-n", namespace, "link", "del", "eth0");
        Iproute.ip("link", "set", device, "netns", namespace, "name", "eth0");
        Iproute.ip("-n", namespace, "link", "set", "eth0", "up");
        Iproute.ip("-n", namespace, "address", "add", "10.0.2.15/24", "dev", "eth0");
        Iproute.ip("-n", namespace, "route", "add", "default", "via", "10.0.2.2");
        tap.start();
    }

    /** Runs a shell command in the guest until this is closed; returns once it listens to the TCP port. */
    void serve(String command, int port) throws IOException {
        String namespace = hosts.host("guest").namespace();
        Process server = new ProcessBuilder("ip", "netns", "exec", namespace, "sh", "-c", command)
                .inheritIO()
                .start();
        servers.add(server);
        while (Iproute.ip("netns", "exec", namespace, "ss", "-Hltn", "sport = :" + port)
                .isEmpty()) { // a connection that came now would be refused
            if (!server.isAlive()) {
                throw new IOException("ended without listening to port " + port + ": " + command);
            }
        }
    }

    /** A replica that owns the guest attaches: it wants what the last one has not taken, and issues its last frames again. */
    void attach(int switchPort, ClaimantId claimant, long generation) throws InterruptedException {
        CountDownLatch attached = new CountDownLatch(1);
        loop.execute(() -> {
            replica = new SwitchClient(
                    new SwitchEndpoint("127.0.0.1", switchPort, null, true),
                    "guest",
                    claimant,
                    generation == 1,
                    new FromSwitch(++lives, attached));
            replica.attach(generation, nextInput, 0);
            long number = nextOutput - lastOutputs.size();
            for (byte[] frame : lastOutputs) {
                replica.sendFrame(number++, frame);
            }
        });
        if (!attached.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("not attached");
        }
    }

    /** The replica is gone, with all that it was given and had not taken. */
    void die() {
        loop.submit(() -> {
                    if (replica != null) {
                        replica.close();
                        replica = null;
                    }
                })
                .syncUninterruptibly();
    }

    /** Sequence numbers of the segments with data that came from passt. */
    List<Long> dataFromPasst() {
        return loop.submit(() -> List.copyOf(dataFromPasst))
                .syncUninterruptibly()
                .getNow();
    }

    private void fromKernel(byte[] frame) {
        lastOutputs.add(frame);
        if (lastOutputs.size() > REISSUED && replica != null) {
            lastOutputs.poll();
        }
        if (replica != null) {
            replica.sendFrame(nextOutput, frame);
        }
        nextOutput++;
    }

    private void fromSwitch(int life, long number, byte[] frame) {
        if (life != lives || replica == null || number < nextInput) {
            return; // for a dead one
        }
        nextInput = number + 1;
        replica.taken(nextInput, 0);
        if (frame.length > 54 && frame[12] == 8 && frame[13] == 0 && frame[23] == 6) {
            int total = (frame[16] & 0xff) << 8 | (frame[17] & 0xff);
            int headers = 20 + (frame[46] >>> 4 & 0xf) * 4;
            if (total > headers) {
                dataFromPasst.add(java.nio.ByteBuffer.wrap(frame).getInt(38) & 0xffff_ffffL);
            }
        }
        tap.send(frame);
    }

    private final class FromSwitch implements NetworkPort.Listener {
        private final int life;
        private final CountDownLatch attached;

        FromSwitch(int life, CountDownLatch attached) {
            this.life = life;
            this.attached = attached;
        }

        @Override
        public void attached() {
            attached.countDown();
        }

        @Override
        public void frame(long number, byte[] frame) {
            loop.execute(() -> fromSwitch(life, number, frame));
        }

        @Override
        public void consoleInput(long number, byte[] data) {}

        @Override
        public void passed(long nextFrame, long nextConsoleByte) {}

        @Override
        public void fenced(String reason) {}

        @Override
        public void reachable(boolean reachable, String reason) {}
    }

    @Override
    public void close() {
        for (Process server : servers) {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly();
        }
        die();
        tap.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        hosts.close();
    }
}
