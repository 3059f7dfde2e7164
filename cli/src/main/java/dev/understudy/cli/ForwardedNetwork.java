package dev.understudy.cli;

import dev.understudy.cli.terminal.LocalConsole;
import dev.understudy.net.SwitchClient;
import dev.understudy.net.SwitchEndpoint;
import dev.understudy.net.SwitchOptions;
import dev.understudy.net.SwitchServer;
import dev.understudy.vmm.host.ConsolePort;
import dev.understudy.vmm.host.NetworkPort;
import dev.understudy.vmm.replication.ClaimantId;
import java.io.IOException;
import java.security.SecureRandom;

/**
 * The cable of a machine without peers that has a network: a switch in this process, reached over the loopback address in
 * plaintext, for the frames; this process's own console for the console.
 */
final class ForwardedNetwork implements NetworkPort {
    private static final String VM = "solo";

    private final TcpForwards tcp;
    private final SwitchServer server;
    private final SwitchClient frames;
    private final ConsolePort console;
    private final Listener listener;
    private boolean begun;
    private long framesPassed;
    private long consolePassed;

    ForwardedNetwork(GuestNetwork reach, LocalConsole screen, Listener listener) {
        this.listener = listener;
        SecureRandom random = new SecureRandom();
        ClaimantId self = new ClaimantId(random.nextLong(), random.nextLong());
        tcp = new TcpForwards(reach.forwards(), ExitCode.OWN_FAILURE, NodeLog::say);
        try {
            server = new SwitchServer(SwitchOptions.local(null, new OnlyClaimant(self))
                    .withForwards(tcp.forwards())
                    .withPassts(tcp.passts())
                    .withTap(reach.tap()));
            server.start();
        } catch (IOException e) {
            tcp.close();
            throw ForwardOptions.noSwitch(e, ExitCode.OWN_FAILURE);
        }
        console = new ConsolePort(new FromConsole(), screen.keys(), screen.screen());
        frames = new SwitchClient(
                new SwitchEndpoint("127.0.0.1", server.port(), null, true), VM, self, true, new FromSwitch());
    }

    /** Host port of the forward with that index. */
    int forwardPort(int index) throws IOException {
        return server.forwardPort(index);
    }

    private synchronized void passed(long nextFrame, long nextConsoleByte) {
        framesPassed = Math.max(framesPassed, nextFrame);
        consolePassed = Math.max(consolePassed, nextConsoleByte);
        listener.passed(framesPassed, consolePassed);
    }

    /** The console has the machine's own start to tell about; the machine starts when the switch has answered. */
    private final class FromConsole implements Listener {
        @Override
        public void attached() {}

        @Override
        public void frame(long number, byte[] frame) {}

        @Override
        public void consoleInput(long number, byte[] data) {
            listener.consoleInput(number, data);
        }

        @Override
        public void passed(long nextFrame, long nextConsoleByte) {
            ForwardedNetwork.this.passed(0, nextConsoleByte);
        }

        @Override
        public void fenced(String reason) {}

        @Override
        public void reachable(boolean reachable, String reason) {}
    }

    private final class FromSwitch implements Listener {
        @Override
        public void attached() {
            if (!begun) { // not again when the connection was lost and came back
                begun = true;
                listener.attached();
            }
        }

        @Override
        public void frame(long number, byte[] frame) {
            listener.frame(number, frame);
        }

        @Override
        public void consoleInput(long number, byte[] data) {}

        @Override
        public void passed(long nextFrame, long nextConsoleByte) {
            ForwardedNetwork.this.passed(nextFrame, 0);
        }

        @Override
        public void fenced(String reason) {
            listener.fenced(reason);
        }

        @Override
        public void reachable(boolean reachable, String reason) {
            listener.reachable(reachable, reason);
        }
    }

    @Override
    public void attach(long generation, long nextFrame, long nextInputByte) {
        console.attach(generation, nextFrame, nextInputByte);
        frames.attach(generation, nextFrame, nextInputByte);
    }

    @Override
    public void sendFrame(long number, byte[] frame) {
        frames.sendFrame(number, frame);
    }

    @Override
    public void sendConsole(long number, byte[] data) {
        console.sendConsole(number, data);
    }

    @Override
    public void taken(long nextFrame, long nextInputByte) {
        frames.taken(nextFrame, nextInputByte);
    }

    @Override
    public void close() {
        frames.close();
        server.close();
        tcp.close();
    }
}
