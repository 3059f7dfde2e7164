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
 * @param forwards host ports for guests
 * @param passts carry the TCP forwards; the switch connects to them, others start them
 * @param tap TAP device to plug in; null for none
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
        List<PasstEndpoint> passts,
        TapSpec tap,
        Path capture,
        Arbiter arbiter,
        Clock clock,
        ConsoleSink console) {
    public SwitchOptions {
        if (plaintext == (identity != null)) {
            throw new IllegalArgumentException("give either an identity for TLS, or plaintext explicitly");
        }
        forwards = List.copyOf(forwards);
        passts = List.copyOf(passts);
    }

    /** The forwards that the gateway does by itself. */
    List<ForwardSpec> udpForwards() {
        return forwards.stream().filter(forward -> !forward.isTcp()).toList();
    }

    /** On the loopback address, any free port, no forwards, no capture, console output dropped. {@code identity} null: plaintext. */
    public static SwitchOptions local(PeerIdentity identity, Arbiter arbiter) {
        return new SwitchOptions(
                InetAddress.getLoopbackAddress(),
                0,
                identity,
                identity == null,
                List.of(),
                List.of(),
                null,
                null,
                arbiter,
                System::nanoTime,
                (vm, number, data) -> {});
    }

    public SwitchOptions withAddress(InetAddress newAddress, int newPort) {
        return new SwitchOptions(
                newAddress, newPort, identity, plaintext, forwards, passts, tap, capture, arbiter, clock, console);
    }

    public SwitchOptions withForwards(List<ForwardSpec> newForwards) {
        return new SwitchOptions(
                address, port, identity, plaintext, newForwards, passts, tap, capture, arbiter, clock, console);
    }

    public SwitchOptions withPassts(List<PasstEndpoint> newPassts) {
        return new SwitchOptions(
                address, port, identity, plaintext, forwards, newPassts, tap, capture, arbiter, clock, console);
    }

    public SwitchOptions withTap(TapSpec newTap) {
        return new SwitchOptions(
                address, port, identity, plaintext, forwards, passts, newTap, capture, arbiter, clock, console);
    }

    public SwitchOptions withCapture(Path newCapture) {
        return new SwitchOptions(
                address, port, identity, plaintext, forwards, passts, tap, newCapture, arbiter, clock, console);
    }

    public SwitchOptions withConsole(ConsoleSink newConsole) {
        return new SwitchOptions(
                address, port, identity, plaintext, forwards, passts, tap, capture, arbiter, clock, newConsole);
    }
}
