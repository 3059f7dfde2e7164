package dev.understudy.vmm.replication;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Stands outside all machines, sees what the world sees, and remembers. Throws at the first broken promise. */
final class Witness {
    /** A promise is broken. */
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1;

        Violation(String message) {
            super(message);
        }
    }

    private final Map<Long, Long> seen = new TreeMap<>();
    private final Map<Long, ClaimantId> owners = new TreeMap<>();
    private long diskNumber = -1;
    private long diskGeneration;
    private long frameGeneration;
    private int takeovers;

    /** A write was applied. */
    void sawWrite(long generation, long number, long content) {
        see(number, content);
        check(
                generation >= diskGeneration && number >= diskNumber,
                "write " + number + " of generation " + generation + " is applied over write " + diskNumber
                        + " of generation " + diskGeneration);
        diskNumber = number;
        diskGeneration = generation;
    }

    /** A frame passed the switch. */
    void sawReply(long generation, long number, long content) {
        see(number, content);
        check(
                generation >= frameGeneration,
                "a frame of generation " + generation + " follows one of " + frameGeneration);
        check(diskNumber >= number - 1, "reply " + number + " was seen, its write is not on the disk");
        frameGeneration = generation;
    }

    private void see(long number, long content) {
        Long before = seen.putIfAbsent(number, content);
        check(
                before == null || before == content,
                "output " + number + " was seen as " + before + " and now as " + content);
    }

    /** A replica owns a generation, having lived through {@code history}. */
    void ownsFrom(long generation, ClaimantId owner, List<Long> history) {
        ClaimantId before = owners.putIfAbsent(generation, owner);
        check(
                before == null || before.equals(owner),
                "generation " + generation + " is owned by " + before + " and by " + owner);
        ClaimantId former = owners.get(generation - 1);
        if (former != null && !former.equals(owner)) {
            takeovers++;
        }
        for (Map.Entry<Long, Long> output : seen.entrySet()) {
            int number = Math.toIntExact(output.getKey());
            check(
                    number < history.size() && history.get(number).equals(output.getValue()),
                    "generation " + generation + " begins without the life that made output " + number);
        }
    }

    /** The service says that it is complete. */
    void allIsSaid(int outputs) {
        for (long number = 0; number < outputs; number++) {
            check(seen.containsKey(number), "output " + number + " was lost");
        }
    }

    int takeovers() {
        return takeovers;
    }

    static void check(boolean kept, String broken) {
        if (!kept) {
            throw new Violation(broken);
        }
    }
}
