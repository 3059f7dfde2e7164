package dev.understudy.cli.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebPackageTest {
    @Test
    void whatAptPrintsIsRead() throws IOException {
        assertEquals(
                new DebPackage(
                        "redis-server",
                        "5:8.0.2-3+deb13u3",
                        "riscv64",
                        "redis-server_5%3a8.0.2-3+deb13u3_riscv64.deb",
                        67364),
                DebPackage.ofUriLine("'http://mirror/pool/r/redis-server_8.0.2-3%2bdeb13u3_riscv64.deb'"
                        + " redis-server_5%3a8.0.2-3+deb13u3_riscv64.deb 67364 SHA256:00ff"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Reading package lists...",
                "'http://mirror/a' ../a_1_all.deb 10 SHA256:00",
                "'http://mirror/a' a_1_all.deb ten SHA256:00",
                "'http://mirror/a' a_1.deb 10 SHA256:00"
            })
    void whatIsNoPackageIsRefused(String line) {
        assertThrows(IOException.class, () -> DebPackage.ofUriLine(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "redis-server", "g++", "libstdc++6", "python3.13", "0ad"})
    void theseAreNames(String name) {
        assertTrue(DebPackage.isName(name));
    }

    /** Apt would remove the second, take a version of the third, and an option of the fourth. */
    @ParameterizedTest
    @ValueSource(strings = {"", "nginx-", "nginx=1.0", "-oDir=/", "nginx/sid", "Nginx", "a b", "./nginx.deb"})
    void theseAreNot(String name) {
        assertFalse(DebPackage.isName(name));
    }
}
