package dev.understudy.cli;

import dev.understudy.net.ForwardSpec;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Host ports that lead to the guest. */
final class ForwardOptions {
    @Option(
            names = "--forward",
            paramLabel = "udp|tcp:HOST:PORT:GUEST:PORT",
            description =
                    "Forward a port of this host to the guest (its address is 10.0.2.15); port 0 takes a free one. TCP"
                            + " needs passt (Debian package passt).")
    private List<String> forwards = List.of();

    /** As given. */
    List<String> texts() {
        return forwards;
    }

    List<ForwardSpec> specs() {
        List<ForwardSpec> specs = new ArrayList<>();
        for (String text : forwards) {
            try {
                specs.add(ForwardSpec.parse(text));
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "no forward: '" + text + "'",
                        e,
                        "write udp:127.0.0.1:5007:10.0.2.15:7 or tcp:127.0.0.1:26379:10.0.2.15:6379");
            }
        }
        return specs;
    }
}
