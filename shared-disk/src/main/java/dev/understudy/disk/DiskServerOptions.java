package dev.understudy.disk;

import dev.understudy.vmm.host.Clock;
import dev.understudy.vmm.identity.PeerIdentity;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How a disk server is to run. Immutable: each {@code with} method returns a changed copy.
 *
 * @param address port 0 takes a free one
 * @param state folder of the arbiter's records; made if it is not there
 * @param vms VMs to arbitrate for, beside those that exports name
 * @param identity null: plaintext, and claimants are believed
 * @param failureLimit the pair's; a cold start waits for ten of them (rule Cold start)
 */
public record DiskServerOptions(
        InetSocketAddress address,
        Path state,
        List<DiskExport> exports,
        Set<String> vms,
        PeerIdentity identity,
        Duration failureLimit,
        Clock clock) {
    /** Mutual TLS for all, by a key of this identity's authority. */
    public static DiskServerOptions secured(Path state, PeerIdentity identity) {
        java.util.Objects.requireNonNull(identity);
        return plaintext(state).withIdentity(identity);
    }

    /** No TLS: for a private network or a test, and only if the operator said so. */
    public static DiskServerOptions plaintext(Path state) {
        return new DiskServerOptions(
                new InetSocketAddress("127.0.0.1", Nbd.PORT),
                state,
                List.of(),
                Set.of(),
                null,
                Duration.ofSeconds(1),
                System::nanoTime);
    }

    public DiskServerOptions withAddress(InetSocketAddress value) {
        return new DiskServerOptions(value, state, exports, vms, identity, failureLimit, clock);
    }

    public DiskServerOptions withExport(DiskExport export) {
        List<DiskExport> all = new ArrayList<>(exports);
        all.add(export);
        return new DiskServerOptions(address, state, List.copyOf(all), vms, identity, failureLimit, clock);
    }

    public DiskServerOptions withVm(String vm) {
        Set<String> all = new LinkedHashSet<>(vms);
        all.add(vm);
        return new DiskServerOptions(address, state, exports, Set.copyOf(all), identity, failureLimit, clock);
    }

    public DiskServerOptions withFailureLimit(Duration value) {
        return new DiskServerOptions(address, state, exports, vms, identity, value, clock);
    }

    public DiskServerOptions withClock(Clock value) {
        return new DiskServerOptions(address, state, exports, vms, identity, failureLimit, value);
    }

    private DiskServerOptions withIdentity(PeerIdentity value) {
        return new DiskServerOptions(address, state, exports, vms, value, failureLimit, clock);
    }
}
