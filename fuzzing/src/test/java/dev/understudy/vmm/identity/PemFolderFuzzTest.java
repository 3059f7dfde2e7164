package dev.understudy.vmm.identity;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understudy.fuzzing.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys and certificates of any bytes: read, or an IOException, of a key without the parser's own words. */
class PemFolderFuzzTest {
    private static Path folder;

    static Stream<Arguments> files() throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        Path made = Files.createTempDirectory("pem-fuzz");
        new PemFolder(made)
                .writeKey("key", generator.generateKeyPair().getPrivate().getEncoded());
        String empty = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
        return Script.seeds(Files.readAllBytes(made.resolve("key")), empty.getBytes(StandardCharsets.US_ASCII));
    }

    @MethodSource("files")
    @FuzzTest
    void anyFileIsReadOrRefusedWithoutQuotingIt(byte[] bytes) throws IOException {
        if (folder == null) {
            folder = Files.createTempDirectory("pem-fuzz");
        }
        Path file = folder.resolve("file");
        Files.write(file, bytes);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        PemFolder pem = new PemFolder(folder);
        try {
            assertNotNull(pem.key("file"));
        } catch (IOException e) {
            assertNull(e.getCause(), "a parser's message may quote the key");
        }
        try {
            assertNotNull(pem.certificate("file"));
        } catch (IOException e) {
            assertNotNull(e.getMessage());
        }
    }
}
