package dev.understudy.vmm.identity;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509ExtensionUtils;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.bc.BcX509ExtensionUtils;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.signers.DSADigestSigner;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.operator.ContentSigner;

/**
 * A P-256 authority that certifies the keys of one pair's processes. Made from a secret it is a pure function of it, down
 * to the certificate's bytes: the key by HKDF, serial and dates fixed, the signature's nonce by RFC 6979.
 */
final class CertificateAuthority {
    private static final ASN1ObjectIdentifier CURVE = SECObjectIdentifiers.secp256r1;
    private static final ECNamedDomainParameters P256 =
            new ECNamedDomainParameters(CURVE, CustomNamedCurves.getByOID(CURVE));
    private static final AlgorithmIdentifier ECDSA_SHA256 =
            new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    private static final X500Name NAME = new X500Name("CN=Understudy authority");

    /** Fixed, so that hosts need not agree on the time; a process's key dies with the process anyway. */
    private static final Date FROM = Date.from(Instant.parse("2020-01-01T00:00:00Z"));

    private static final Date UNTIL = Date.from(Instant.parse("2049-12-31T23:59:59Z"));

    private final ECPrivateKeyParameters key;
    private final X509Certificate certificate;

    private CertificateAuthority(ECPrivateKeyParameters key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    static CertificateAuthority fromSecret(byte[] secret) throws GeneralSecurityException, IOException {
        ECPrivateKeyParameters key = new ECPrivateKeyParameters(scalar(secret), P256);
        SubjectPublicKeyInfo publicKey = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(publicOf(key));
        X509v3CertificateBuilder certificate =
                new X509v3CertificateBuilder(NAME, BigInteger.ONE, FROM, UNTIL, NAME, publicKey);
        certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        certificate.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        certificate.addExtension(
                Extension.subjectKeyIdentifier, false, extensions().createSubjectKeyIdentifier(publicKey));
        return new CertificateAuthority(key, sign(certificate, key));
    }

    /** An authority kept in files. */
    static CertificateAuthority of(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        if (!(key instanceof ECPrivateKey ec) || ec.getParams().getOrder().bitLength() != 256) {
            throw new GeneralSecurityException("the authority's key is " + key.getAlgorithm() + ", not EC P-256");
        }
        ECPrivateKeyParameters parameters = new ECPrivateKeyParameters(ec.getS(), P256);
        if (!certificate.getPublicKey().equals(jcaPublic(publicOf(parameters)))) {
            throw new GeneralSecurityException("the authority's key does not belong to its certificate");
        }
        return new CertificateAuthority(parameters, certificate);
    }

    X509Certificate certificate() {
        return certificate;
    }

    static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /** A certificate for TLS client and server on this host by name; who the holder is, the key itself says. */
    X509Certificate certify(PublicKey leaf) throws GeneralSecurityException, IOException {
        SubjectPublicKeyInfo leafInfo = SubjectPublicKeyInfo.getInstance(leaf.getEncoded());
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                new BigInteger(126, new SecureRandom()).add(BigInteger.ONE),
                FROM,
                UNTIL,
                new X500Name("CN=Understudy process"),
                leafInfo);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
        }));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
            new GeneralName(GeneralName.iPAddress, "::1")
        }));
        ASN1Encodable authorityKey = extensions()
                .createAuthorityKeyIdentifier(SubjectPublicKeyInfo.getInstance(
                        certificate.getPublicKey().getEncoded()));
        builder.addExtension(Extension.authorityKeyIdentifier, false, authorityKey);
        builder.addExtension(Extension.subjectKeyIdentifier, false, extensions().createSubjectKeyIdentifier(leafInfo));
        return sign(builder, key);
    }

    /**
     * A private key in 1..n-1 from the secret. 384 bits reduced mod n-1 leave a bias under 2^-128 (FIPS 186-5, A.2.1).
     */
    private static BigInteger scalar(byte[] secret) {
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(SHA256Digest.newInstance());
        byte[] info = "understudy certificate authority, P-256, version 1".getBytes(StandardCharsets.US_ASCII);
        hkdf.init(new HKDFParameters(secret, null, info));
        byte[] wide = new byte[48];
        hkdf.generateBytes(wide, 0, wide.length);
        return new BigInteger(1, wide).mod(P256.getN().subtract(BigInteger.ONE)).add(BigInteger.ONE);
    }

    private static ECPublicKeyParameters publicOf(ECPrivateKeyParameters key) {
        return new ECPublicKeyParameters(new FixedPointCombMultiplier().multiply(P256.getG(), key.getD()), P256);
    }

    private static PublicKey jcaPublic(ECPublicKeyParameters key) throws GeneralSecurityException {
        try {
            byte[] encoded =
                    SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key).getEncoded();
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (IOException e) {
            throw new GeneralSecurityException("the authority's public key cannot be encoded", e);
        }
    }

    private static X509ExtensionUtils extensions() {
        return new BcX509ExtensionUtils();
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, ECPrivateKeyParameters key)
            throws CertificateException, IOException {
        byte[] encoded = builder.build(new DeterministicSigner(key)).getEncoded();
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new java.io.ByteArrayInputStream(encoded));
    }

    /** ECDSA with SHA-256 whose nonce is a function of key and message (RFC 6979). */
    private static final class DeterministicSigner implements ContentSigner {
        private final DSADigestSigner signer = new DSADigestSigner(
                new ECDSASigner(new HMacDSAKCalculator(SHA256Digest.newInstance())), SHA256Digest.newInstance());

        DeterministicSigner(ECPrivateKeyParameters key) {
            signer.init(true, key);
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return ECDSA_SHA256;
        }

        @Override
        public OutputStream getOutputStream() {
            return new OutputStream() {
                @Override
                public void write(int value) {
                    signer.update((byte) value);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) {
                    signer.update(bytes, offset, length);
                }
            };
        }

        @Override
        public byte[] getSignature() {
            return signer.generateSignature();
        }
    }

    /** SHA-256 of a public key's SubjectPublicKeyInfo. */
    static byte[] fingerprint(PublicKey key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
