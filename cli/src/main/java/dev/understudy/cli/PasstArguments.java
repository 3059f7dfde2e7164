package dev.understudy.cli;

import dev.understudy.net.ForwardSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** passt's command line: TCP into one guest and nothing else, whatever the host's own network looks like. */
final class PasstArguments {
    private PasstArguments() {}

    /** @param forwards of one guest, all TCP */
    static List<String> of(List<ForwardSpec> forwards, Path socket) {
        List<String> command = new ArrayList<>(List.of("passt", "--foreground", "--quiet", "--stderr", "--ipv4-only"));
        command.addAll(List.of("--socket", socket.toString()));
        // Addresses and routes are given, so any interface will do; loopback is always there.
        command.addAll(List.of("--interface", "lo"));
        command.addAll(List.of("--address", ForwardSpec.dotted(forwards.get(0).guestAddress()), "--netmask", "24"));
        command.addAll(List.of("--gateway", "10.0.2.2", "--mac-addr", "52:55:0a:00:02:02", "--mtu", "1500"));
        command.addAll(List.of("--dns", "none", "--search", "none", "--no-dhcp", "--no-dhcpv6", "--no-ndp", "--no-ra"));
        command.addAll(List.of("--no-udp", "--no-icmp", "--udp-ports", "none"));
        // Else the guest reaches what listens on the host's loopback only.
        command.add("--no-map-gw");
        for (ForwardSpec forward : forwards) {
            command.addAll(List.of(
                    "--tcp-ports",
                    forward.hostAddress().getHostAddress() + "/" + forward.hostPort() + ":" + forward.guestPort()));
        }
        return command;
    }
}
