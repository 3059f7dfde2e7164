package dev.understudy.disk;

import dev.understudy.vmm.replication.ClaimantId;
import java.time.Duration;
import java.util.Objects;

/**
 * How a client uses an export. Immutable: each {@code with} method returns a changed copy.
 *
 * @param owner whose connection it is, a standby's with generation 0; null: a plain NBD client
 * @param standby connects and waits for {@link NbdClient#own}; no request leaves before
 * @param knownInstance the server's instance number up to which all unsynced writes are accounted for; 0: none are
 * @param openTimeout for the first connection
 * @param silence a server that owes an answer and says nothing for so long is taken as lost
 * @param pulse so often an idle connection shows that it lives; far below ten failure limits of the server
 */
public record NbdClientOptions(
        NbdEndpoint endpoint,
        String export,
        OwnerBinding owner,
        boolean standby,
        long knownInstance,
        Duration openTimeout,
        Duration silence,
        Duration pulse) {
    public NbdClientOptions {
        Objects.requireNonNull(endpoint);
        Objects.requireNonNull(export);
    }

    /** Where the export is, for people. */
    String where() {
        return endpoint + "/" + export;
    }

    /** A plain NBD client, of any NBD server. */
    public static NbdClientOptions plain(NbdEndpoint endpoint, String export) {
        return new NbdClientOptions(
                endpoint,
                export,
                null,
                false,
                0,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofMillis(500));
    }

    /** The disk of the one who owns the VM. */
    public static NbdClientOptions owned(NbdEndpoint endpoint, String export, OwnerBinding owner) {
        NbdClientOptions plain = plain(endpoint, export);
        return new NbdClientOptions(endpoint, export, owner, false, 0, plain.openTimeout, plain.silence, plain.pulse);
    }

    /** The disk of a replica that may own later: connected in time, for {@link NbdClient#own} at go-live. */
    public static NbdClientOptions standby(NbdEndpoint endpoint, String export, String vm, ClaimantId self) {
        NbdClientOptions plain = plain(endpoint, export);
        OwnerBinding later = new OwnerBinding(vm, self, 0);
        return new NbdClientOptions(endpoint, export, later, true, 0, plain.openTimeout, plain.silence, plain.pulse);
    }

    public NbdClientOptions withKnownInstance(long value) {
        return new NbdClientOptions(endpoint, export, owner, standby, value, openTimeout, silence, pulse);
    }

    public NbdClientOptions withOpenTimeout(Duration value) {
        return new NbdClientOptions(endpoint, export, owner, standby, knownInstance, value, silence, pulse);
    }

    public NbdClientOptions withSilence(Duration value) {
        return new NbdClientOptions(endpoint, export, owner, standby, knownInstance, openTimeout, value, pulse);
    }
}
