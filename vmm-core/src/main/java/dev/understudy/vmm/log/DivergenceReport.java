package dev.understudy.vmm.log;

import java.util.ArrayList;
import java.util.List;

/**
 * The first bad interval: where a replay was last known to be equal, where it was first seen to differ, and how.
 *
 * @param equalAt instruction number of the last digest over everything that agreed; 0 for the start
 * @param differentAt instruction number of the first that did not
 * @param expected what the log says, for example its entry
 * @param found what this machine did instead
 * @param differences registers that differ, as {@code name: expected, found}; empty when the other state is not known
 */
public record DivergenceReport(
        long equalAt, long differentAt, String expected, String found, List<String> differences) {
    private static final int SHOWN = 16;

    public DivergenceReport {
        differences = List.copyOf(differences);
    }

    /**
     * The names and values of the registers that differ. All three arrays are of one length.
     *
     * @param names of the registers, index by index
     */
    public static List<String> compare(String[] names, long[] expected, long[] found) {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            if (expected[i] != found[i]) {
                differences.add(
                        names[i] + ": 0x" + Long.toHexString(expected[i]) + ", 0x" + Long.toHexString(found[i]));
            }
        }
        return differences;
    }

    /** A few lines for a person, the first one the verdict. No line end after the last. */
    public String text() {
        StringBuilder text =
                new StringBuilder("diverged between instruction " + equalAt + " (last known to be equal) and "
                        + differentAt + " (first seen to differ), " + (differentAt - equalAt) + " instructions\n");
        text.append("  expected  ").append(expected).append("\n  found     ").append(found);
        if (!differences.isEmpty()) {
            text.append("\n  registers that differ, expected and found:");
            differences.stream()
                    .limit(SHOWN)
                    .forEach(line -> text.append("\n    ").append(line));
        }
        if (differences.size() > SHOWN) {
            text.append("\n    and ").append(differences.size() - SHOWN).append(" more");
        }
        return text.toString();
    }
}
