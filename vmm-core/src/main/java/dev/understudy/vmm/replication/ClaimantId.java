package dev.understudy.vmm.replication;

import java.util.HexFormat;

/**
 * One replica of one life in one process: 128 bits made at its start and never stored (rule Claimant identity). Over TLS
 * it is the beginning of the SHA-256 of the public key that the process made.
 */
public record ClaimantId(long high, long low) {
    /** 32 hexadecimal digits. */
    public static ClaimantId parse(String text) {
        if (text.length() != 32) {
            throw new IllegalArgumentException("a claimant has 32 hexadecimal digits, not " + text.length());
        }
        return new ClaimantId(HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
