package dev.understudy.cli.guest;

import java.nio.file.Path;

/**
 * Where packages come from.
 *
 * @param mirror folder that holds {@code dists} and {@code pool}
 * @param suite such as trixie
 * @param keyring keys of whom the suite may be signed by
 */
record AptSource(String mirror, String suite, Path keyring) {
    /** As a file in {@code sources.list.d} has it (sources.list(5), deb822 style). */
    String stanza() {
        return """
                Types: deb
                URIs: %s
                Suites: %s
                Components: main
                Architectures: riscv64
                Signed-By: %s
                """.formatted(mirror, suite, keyring.toAbsolutePath());
    }
}
