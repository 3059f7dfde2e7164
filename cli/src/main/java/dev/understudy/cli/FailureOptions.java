package dev.understudy.cli;

import dev.understudy.vmm.replication.FailureLimits;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** When a peer is believed dead, and when it is waited for. */
final class FailureOptions {
    @Option(
            names = "--heartbeat",
            defaultValue = "20",
            paramLabel = "MILLIS",
            description = "Between two heartbeats (default: ${DEFAULT-VALUE}).")
    private long heartbeatMillis;

    @Option(
            names = "--silence-limit",
            defaultValue = "1000",
            paramLabel = "MILLIS",
            description = "A peer that says nothing for so long is believed dead; above the longest pause of the"
                    + " JVM (default: ${DEFAULT-VALUE}).")
    private long silenceMillis;

    @Option(
            names = "--stall-limit",
            defaultValue = "3000",
            paramLabel = "MILLIS",
            description = "So long may a backup acknowledge nothing while entries wait (default: ${DEFAULT-VALUE}).")
    private long stallMillis;

    @Option(
            names = "--transfer-limit",
            defaultValue = "60000",
            paramLabel = "MILLIS",
            description = "So long may a state transfer take (default: ${DEFAULT-VALUE}).")
    private long transferMillis;

    @Option(
            names = "--lag-limit",
            paramLabel = "MILLIS",
            description =
                    "A backup that lags by more has the guest slowed until it keeps up, down to a sixteenth of its"
                            + " speed; 0: never (default: a quarter of the silence limit).")
    private Long lagMillis;

    FailureLimits limits() {
        try {
            FailureLimits limits = FailureLimits.ofMillis(heartbeatMillis, silenceMillis, stallMillis, transferMillis);
            return lagMillis == null ? limits : limits.withLag(lagNanos());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CommandFailure(ExitCode.USAGE, "no such limits", e, "see --help for limits that work");
        }
    }

    private long lagNanos() {
        return lagMillis == 0 ? FailureLimits.UNLIMITED : Math.multiplyExact(lagMillis, 1_000_000L);
    }

    /** The same, for another process. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "--heartbeat=" + heartbeatMillis,
                "--silence-limit=" + silenceMillis,
                "--stall-limit=" + stallMillis,
                "--transfer-limit=" + transferMillis));
        if (lagMillis != null) {
            arguments.add("--lag-limit=" + lagMillis);
        }
        return arguments;
    }
}
