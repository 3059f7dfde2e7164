package dev.understudy.cli;

import dev.understudy.vmm.replication.FailureLimits;
import java.util.List;
import picocli.CommandLine.Option;

/** When a peer is believed dead. */
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

    FailureLimits limits() {
        try {
            return FailureLimits.ofMillis(heartbeatMillis, silenceMillis, stallMillis, transferMillis);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "no such limits", e, "see --help for limits that work");
        }
    }

    /** The same, for another process. */
    List<String> arguments() {
        return List.of(
                "--heartbeat=" + heartbeatMillis,
                "--silence-limit=" + silenceMillis,
                "--stall-limit=" + stallMillis,
                "--transfer-limit=" + transferMillis);
    }
}
