package dev.understudy.vmm.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Set;

/**
 * A folder of PEM files as qemu's {@code tls-creds-x509} and the tools on GnuTLS expect it: {@code ca-cert.pem},
 * {@code client-cert.pem}, {@code client-key.pem}, {@code server-cert.pem}, {@code server-key.pem}. Keys are PKCS #8.
 */
final class PemFolder {
    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final int MAX_FILE_BYTES = 64 << 10;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> WORLD =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private final Path folder;

    PemFolder(Path folder) {
        this.folder = folder;
    }

    boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    X509Certificate certificate(String name) throws IOException {
        Path file = folder.resolve(name);
        try {
            byte[] pem = readBounded(file, MAX_FILE_BYTES);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " is no X.509 certificate in PEM: " + e.getMessage(), e);
        }
    }

    PrivateKey key(String name) throws IOException {
        Path file = folder.resolve(name);
        requireHidden(file, "a private key");
        String pem = new String(readBounded(file, MAX_FILE_BYTES), StandardCharsets.US_ASCII);
        int begin = pem.indexOf(KEY_BEGIN) + KEY_BEGIN.length();
        int end = pem.indexOf("-----END PRIVATE KEY-----", begin);
        if (begin < KEY_BEGIN.length() || end < 0) {
            throw new IOException(file + " holds no PKCS #8 key (-----BEGIN PRIVATE KEY-----); "
                    + "convert it with: openssl pkcs8 -topk8 -nocrypt");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.substring(begin, end));
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Not chained: a parser's message may quote what it read.
            throw new IOException(file + " holds no elliptic-curve key in PKCS #8");
        }
    }

    void writeCertificate(String name, X509Certificate certificate) throws IOException {
        try {
            write(name, pem("CERTIFICATE", certificate.getEncoded()), "rw-r--r--");
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate cannot be encoded", e);
        }
    }

    void writeKey(String name, byte[] pkcs8) throws IOException {
        write(name, pem("PRIVATE KEY", pkcs8), "rw-------");
    }

    private void write(String name, String text, String mode) throws IOException {
        Files.createDirectories(folder);
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
        Path draft = folder.resolve(name + ".new");
        Files.deleteIfExists(draft);
        try {
            Files.createFile(draft, ownerOnly);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(draft + " was made by someone else at this moment", e);
        }
        Files.writeString(draft, text, StandardCharsets.US_ASCII);
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(mode));
        Files.move(draft, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /** Refuses a file that any user of the host can read or change. */
    static void requireHidden(Path file, String what) throws IOException {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (mode.stream().anyMatch(WORLD::contains)) {
            throw new IOException(file + " holds " + what + " but every user of this host may read or change it ("
                    + PosixFilePermissions.toString(mode) + "); run: chmod 600 " + file);
        }
    }

    static byte[] readBounded(Path file, int limit) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new IOException(file + " is longer than the limit of " + limit + " bytes");
            }
            return bytes;
        }
    }
}
