package dev.understudy.vmm.host;

/** The host's randomness. */
public interface Entropy {
    void fill(byte[] target);
}
