package dev.understudy.vmm.identity;

import dev.understudy.vmm.replication.ClaimantId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * What a process shows on TLS connections, as client and as server: a P-256 key, its certificate, and the authority whose
 * certificates it believes.
 *
 * <p><b>What authenticates.</b> A peer is one of us if its certificate was made by the authority, that is by a holder of
 * the shared secret. Which one of us it is, its key says: {@link #claimantOf}. Host names are in the certificate only for
 * the sake of foreign tools; a host name proves nothing here, so connections need not verify it.
 *
 * <p>Immutable and safe for any thread. No secret is in {@link #toString()}.
 */
public final class PeerIdentity {
    /** Shortest shared secret, in bytes: 128 bits. */
    public static final int MIN_SECRET_BYTES = 16;

    /** Longest shared secret, in bytes. */
    public static final int MAX_SECRET_BYTES = 4096;

    private final PrivateKey key;
    private final X509Certificate certificate;
    private final X509Certificate authority;
    private final boolean stored;

    private PeerIdentity(PrivateKey key, X509Certificate certificate, X509Certificate authority, boolean stored) {
        this.key = key;
        this.certificate = certificate;
        this.authority = authority;
        this.stored = stored;
    }

    /**
     * A new identity, with a key made now, under the authority that is a function of {@code secret}.
     *
     * @param secret 16 to 4096 bytes that only this pair's processes know; not kept
     */
    public static PeerIdentity fromSecret(byte[] secret) {
        checkLength(secret.length, "the shared secret");
        try {
            return fresh(CertificateAuthority.fromSecret(secret));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java runtime cannot make P-256 certificates", e);
        }
    }

    /**
     * The identity that a folder of PEM files gives. With {@code ca-key.pem} beside {@code ca-cert.pem} a new key is made
     * and certified; that is what a replica needs (rule Claimant identity). Otherwise the stored {@code server-cert.pem} and
     * {@code server-key.pem}, or else {@code client-…}, are used: enough for a disk server or a tool, but without
     * {@link #claimant()}.
     *
     * @throws IOException a file is missing, is not what its name says, or is a key that everyone can read
     */
    public static PeerIdentity fromFolder(Path folder) throws IOException {
        PemFolder files = new PemFolder(folder);
        X509Certificate authority = files.certificate("ca-cert.pem");
        try {
            if (files.has("ca-key.pem")) {
                return fresh(CertificateAuthority.of(files.key("ca-key.pem"), authority));
            }
            String role = files.has("server-key.pem") ? "server" : "client";
            PrivateKey key = files.key(role + "-key.pem");
            X509Certificate certificate = files.certificate(role + "-cert.pem");
            certificate.verify(authority.getPublicKey());
            return new PeerIdentity(key, certificate, authority, true);
        } catch (GeneralSecurityException e) {
            throw new IOException(folder + " holds no usable identity: " + e.getMessage(), e);
        }
    }

    private static PeerIdentity fresh(CertificateAuthority authority) throws GeneralSecurityException, IOException {
        KeyPair pair = CertificateAuthority.newKey();
        X509Certificate certificate = authority.certify(pair.getPublic());
        return new PeerIdentity(pair.getPrivate(), certificate, authority.certificate(), false);
    }

    /**
     * Reads a shared secret: all bytes of the file but line ends at its end.
     *
     * @throws IOException it is shorter than 16 bytes or longer than 4096, or every user of the host can read or change it
     */
    public static byte[] readSecret(Path file) throws IOException {
        PemFolder.requireHidden(file, "the shared secret");
        byte[] bytes = PemFolder.readBounded(file, MAX_SECRET_BYTES);
        int length = bytes.length;
        while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
            length--;
        }
        try {
            checkLength(length, file.toString());
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage() + "; make one with: openssl rand -hex 32", e);
        }
        return Arrays.copyOf(bytes, length);
    }

    private static void checkLength(int length, String what) {
        if (length < MIN_SECRET_BYTES || length > MAX_SECRET_BYTES) {
            throw new IllegalArgumentException(what + " has " + length + " bytes; a shared secret has "
                    + MIN_SECRET_BYTES + " to " + MAX_SECRET_BYTES);
        }
    }

    public PrivateKey privateKey() {
        return key;
    }

    /** What is shown to the peer: this process's certificate alone, for the peer has the authority's. */
    public X509Certificate[] certificateChain() {
        return new X509Certificate[] {certificate};
    }

    /** The only certificate to trust. */
    public X509Certificate authority() {
        return authority;
    }

    /**
     * This process's claimant.
     *
     * @throws IllegalStateException the key was read from a file: a restarted process would repeat its predecessor's claim
     *     (rule Claimant identity)
     */
    public ClaimantId claimant() {
        if (stored) {
            throw new IllegalStateException("a replica needs a key made at its start, not one from a file: give it the "
                    + "shared secret, or a folder with ca-key.pem");
        }
        return claimantOf(certificate);
    }

    /** The claimant that holds the key of {@code certificate}: the first 128 bits of the SHA-256 of its public key. */
    public static ClaimantId claimantOf(X509Certificate certificate) {
        ByteBuffer hash = ByteBuffer.wrap(CertificateAuthority.fingerprint(certificate.getPublicKey()));
        return new ClaimantId(hash.getLong(), hash.getLong());
    }

    /**
     * Writes the files that qemu's {@code tls-creds-x509} and the tools on GnuTLS expect: {@code ca-cert.pem}, and this
     * process's certificate and key as {@code client-…} and as {@code server-…}. Keys get mode 0600; each file is replaced
     * as a whole.
     */
    public void writeFolder(Path folder) throws IOException {
        PemFolder files = new PemFolder(folder);
        files.writeCertificate("ca-cert.pem", authority);
        for (String role : new String[] {"client", "server"}) {
            files.writeCertificate(role + "-cert.pem", certificate);
            files.writeKey(role + "-key.pem", withPublicKey());
        }
    }

    /**
     * PKCS #8 of the key with the public key inside (RFC 5915, optional): the JDK leaves it out, GnuTLS 3.7 does not read a
     * key without it.
     */
    private byte[] withPublicKey() throws IOException {
        PrivateKeyInfo info =
                PrivateKeyInfo.getInstance(Objects.requireNonNull(key.getEncoded(), "the key cannot be exported"));
        ECPrivateKey bare = ECPrivateKey.getInstance(info.parsePrivateKey());
        SubjectPublicKeyInfo publicKey =
                SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded());
        int bits = 8
                * ASN1OctetString.getInstance(((ASN1Sequence) bare.toASN1Primitive()).getObjectAt(1))
                        .getOctets()
                        .length;
        ECPrivateKey whole = new ECPrivateKey(bits, bare.getKey(), publicKey.getPublicKeyData(), null);
        return new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), whole).getEncoded();
    }

    @Override
    public String toString() {
        return "PeerIdentity[" + claimantOf(certificate) + "]";
    }
}
