package dev.understudy.vmm.log;

import java.util.List;

/**
 * The first bad interval: where a replay was last known to be equal, where it was first seen to differ, and how.
 *
 * @param equalAt instruction number of the last digest or checksum that agreed; 0 for the start
 * @param differentAt instruction number of the first that did not
 * @param expected what the log says
 * @param found what this machine did
 * @param differences registers that differ, as {@code name: expected, found}; empty when the other state is not known
 */
public record DivergenceReport(
        long equalAt, long differentAt, String expected, String found, List<String> differences) {
    /** A few lines for a person. */
    public String text() {
        return toString();
    }
}
