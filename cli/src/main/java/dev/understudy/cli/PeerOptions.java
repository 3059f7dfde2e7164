package dev.understudy.cli;

import dev.understudy.vmm.identity.PeerIdentity;
import dev.understudy.vmm.replication.ClaimantId;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import picocli.CommandLine.Option;

/** How this process proves to the others that it is one of them. */
final class PeerOptions {
    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "TLS 1.3 both ways, keys certified by this shared secret: at least 16 bytes, mode 0600.")
    private Path secret;

    @Option(
            names = "--certificates",
            paramLabel = "FOLDER",
            description = "TLS 1.3 both ways with ca-cert.pem and a key and certificate of this process's own.")
    private Path certificates;

    @Option(names = "--plaintext", description = "No TLS: everybody who reaches the ports is believed.")
    private boolean plaintext;

    private PeerIdentity identity;

    /** Null for plaintext. The same at every call: a process has one key. */
    PeerIdentity identity() {
        int ways = (secret == null ? 0 : 1) + (certificates == null ? 0 : 1) + (plaintext ? 1 : 0);
        if (ways != 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "cannot tell how the processes prove who they are",
                    ways == 0 ? "no way is given" : ways + " ways are given",
                    "give one of --secret-file FILE, --certificates FOLDER and --plaintext");
        }
        if (!plaintext && identity == null) {
            identity = make();
        }
        return identity;
    }

    private PeerIdentity make() {
        try {
            return secret != null
                    ? PeerIdentity.fromSecret(PeerIdentity.readSecret(secret))
                    : PeerIdentity.fromFolder(certificates);
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
