package dev.understudy.cli;

import dev.understudy.vmm.identity.PeerIdentity;
import dev.understudy.vmm.replication.ClaimantId;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How this process proves to the others that it is one of them. */
final class PeerOptions {
    /** One of three ways, exactly. */
    static final class Way {
        @Option(
                names = "--secret-file",
                paramLabel = "FILE",
                defaultValue = "${env:UNDERSTUDY_SECRET_FILE}",
                description = "TLS 1.3 both ways, keys certified by this shared secret: at least 16 bytes, mode 0600.")
        Path secret;

        @Option(
                names = "--certificates",
                paramLabel = "FOLDER",
                description = "TLS 1.3 both ways with ca-cert.pem and a key and certificate of this process's own.")
        Path certificates;

        @Option(names = "--plaintext", description = "No TLS: everybody who reaches the ports is believed.")
        boolean plaintext;
    }

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Way way;

    private PeerIdentity identity;

    /** Null for plaintext. The same at every call: a process has one key. */
    PeerIdentity identity() {
        if (!way.plaintext && identity == null) {
            identity = make();
        }
        return identity;
    }

    private PeerIdentity make() {
        try {
            return way.secret != null
                    ? PeerIdentity.fromSecret(PeerIdentity.readSecret(way.secret))
                    : PeerIdentity.fromFolder(way.certificates);
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "cannot prove who this process is",
                    e,
                    "give --secret-file, --certificates, or --plaintext");
        }
    }

    /** This process's claimant: its key's, or random in plaintext. */
    ClaimantId claimant() {
        if (identity() != null) {
            return identity().claimant();
        }
        SecureRandom random = new SecureRandom();
        return new ClaimantId(random.nextLong(), random.nextLong());
    }
}
