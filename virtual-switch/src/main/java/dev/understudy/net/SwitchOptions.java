package dev.understudy.net;

import dev.understudy.vmm.host.Clock;
import dev.understudy.vmm.identity.PeerIdentity;
import dev.understudy.vmm.replication.Arbiter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * How a {@link SwitchServer} is set up.
 *
 * @param address where replicas and consoles connect
 * @param port 0 to 65535; 0 takes any free one
 * @param identity for TLS 1.3, both sides authenticated; null only with {@link #plaintext}
 * @param plaintext no TLS: whoever reaches the port can send frames and type
 * @param forwards host UDP ports for guests
 * @param capture pcapng file of all frames at the VMs' ports; null for none
 * @param arbiter who is believed about owners; stays open when the switch closes
 * @param console gets the guests' console output
 */
public record SwitchOptions(
        InetAddress address,
        int port,
        PeerIdentity identity,
        boolean plaintext,
        List<ForwardSpec> forwards,
        Path capture,
        Arbiter arbiter,
        Clock clock,
        ConsoleSink console) {
    public SwitchOptions {
        if (plaintext == (identity != null)) {
            throw new IllegalArgumentException("give either an identity for TLS, or plaintext explicitly");
        }
        forwards = List.copyOf(forwards);
    }

    /** On the loopback address, any free port, no forwards, no capture, console output dropped. {@code identity} null: plaintext. */
    public static SwitchOptions local(PeerIdentity identity, Arbiter arbiter) {
        return new SwitchOptions(
                InetAddress.getLoopbackAddress(),
                0,
                identity,
                identity == null,
                List.of(),
                null,
                arbiter,
                System::nanoTime,
                (vm, number, data) -> {});
    }

    public SwitchOptions withAddress(InetAddress newAddress, int newPort) {
        return new SwitchOptions(newAddress, newPort, identity, plaintext, forwards, capture, arbiter, clock, console);
    }

    public SwitchOptions withForwards(List<ForwardSpec> newForwards) {
        return new SwitchOptions(address, port, identity, plaintext, newForwards, capture, arbiter, clock, console);
    }

    public SwitchOptions withCapture(Path newCapture) {
        return new SwitchOptions(address, port, identity, plaintext, forwards, newCapture, arbiter, clock, console);
    }

    public SwitchOptions withConsole(ConsoleSink newConsole) {
        return new SwitchOptions(address, port, identity, plaintext, forwards, capture, arbiter, clock, newConsole);
    }
}
