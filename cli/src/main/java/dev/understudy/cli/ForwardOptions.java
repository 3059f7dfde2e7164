package dev.understudy.cli;

import dev.understudy.net.ForwardSpec;
import dev.understudy.net.TapSpec;
import dev.understudy.net.cable.TapFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How the guest is reached: by host ports that lead to it, and by a TAP device. */
final class ForwardOptions {
    @Option(
            names = "--forward",
            paramLabel = "udp|tcp:HOST:PORT:GUEST:PORT",
            description =
                    "Forward a port of this host to the guest (its address is 10.0.2.15); port 0 takes a free one. TCP"
                            + " needs passt (Debian package passt).")
    private List<String> forwards = List.of();

    @Option(
            names = "--tap",
            paramLabel = "NAME[,bridge=BRIDGE]",
            converter = TapConverter.class,
            description = "Plug a TAP device of this host into the guest's network, and the device into a bridge of the"
                    + " kernel. Needs root, or a device that root has made for this user.")
    private TapSpec tap;

    private static final class TapConverter implements ITypeConverter<TapSpec> {
        @Override
        public TapSpec convert(String text) {
            try {
                return TapSpec.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Null for none. */
    TapSpec tap() {
        return tap;
    }

    GuestNetwork network() {
        return new GuestNetwork(specs(), tap);
    }

    /** What to say when the switch does not start. {@code failureCode}: for all but a wrong command line. */
    static CommandFailure noSwitch(IOException cause, int failureCode) {
        return cause instanceof TapFailure
                ? new CommandFailure(
                        failureCode,
                        "no TAP device",
                        cause,
                        "be root, or let root run: ip tuntap add dev NAME mode tap user YOU; ip link set NAME up")
                : new CommandFailure(
                        failureCode, "cannot forward", cause, "give free host ports with --forward, 0 for any");
    }

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
