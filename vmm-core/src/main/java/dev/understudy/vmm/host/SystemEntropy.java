package dev.understudy.vmm.host;

import java.security.SecureRandom;

/** The host's cryptographic randomness. */
public final class SystemEntropy implements Entropy {
    private final SecureRandom random = new SecureRandom();

    @Override
    public void fill(byte[] target) {
        random.nextBytes(target);
    }
}
