package dev.understudy.vmm.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerIdentityTest {
    private static final byte[] SECRET = "a secret of this test".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    @Test
    void everyHolderOfTheSecretMakesTheSameAuthority() throws Exception {
        X509Certificate one = PeerIdentity.fromSecret(SECRET).authority();
        X509Certificate two = PeerIdentity.fromSecret(SECRET).authority();
        assertArrayEquals(one.getEncoded(), two.getEncoded());
        one.verify(one.getPublicKey());
    }

    @Test
    void eachProcessHasAKeyAndClaimantOfItsOwn() throws Exception {
        PeerIdentity one = PeerIdentity.fromSecret(SECRET);
        PeerIdentity two = PeerIdentity.fromSecret(SECRET);
        assertNotEquals(one.claimant(), two.claimant());
        assertEquals(one.claimant(), PeerIdentity.claimantOf(one.certificateChain()[0]));
        one.certificateChain()[0].verify(two.authority().getPublicKey());
    }

    @Test
    void anotherSecretIsAnotherAuthority() {
        PeerIdentity ours = PeerIdentity.fromSecret(SECRET);
        PeerIdentity other = PeerIdentity.fromSecret("another secret, as long".getBytes(StandardCharsets.US_ASCII));
        assertThrows(
                SignatureException.class,
                () -> other.certificateChain()[0].verify(ours.authority().getPublicKey()));
    }

    @Test
    void shortSecretIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> PeerIdentity.fromSecret(new byte[15]));
    }

    @Test
    void folderHoldsHiddenKeysAndGivesTheIdentityBackWithoutAClaimant() throws Exception {
        PeerIdentity made = PeerIdentity.fromSecret(SECRET);
        made.writeFolder(folder);
        made.writeFolder(folder);
        for (String name : new String[] {"client-key.pem", "server-key.pem"}) {
            assertEquals(
                    "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))));
        }
        PeerIdentity read = PeerIdentity.fromFolder(folder);
        assertEquals(((ECPrivateKey) made.privateKey()).getS(), ((ECPrivateKey) read.privateKey()).getS());
        assertEquals(made.certificateChain()[0], read.certificateChain()[0]);
        assertEquals(made.authority(), read.authority());
        assertThrows(IllegalStateException.class, read::claimant);
    }

    @Test
    void folderWithAForeignCertificateIsRefused() throws Exception {
        PeerIdentity.fromSecret(SECRET).writeFolder(folder);
        new PemFolder(folder)
                .writeCertificate(
                        "ca-cert.pem", PeerIdentity.fromSecret(new byte[32]).authority());
        assertThrows(IOException.class, () -> PeerIdentity.fromFolder(folder));
    }

    @Test
    void secretFileOfTheWorldIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "0123456789abcdef\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        IOException refused = assertThrows(IOException.class, () -> PeerIdentity.readSecret(file));
        assertTrue(refused.getMessage().contains("chmod 600"), refused.getMessage());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertEquals(16, PeerIdentity.readSecret(file).length);
        Files.writeString(file, "0123456789abcde\n");
        assertThrows(IOException.class, () -> PeerIdentity.readSecret(file));
    }
}
