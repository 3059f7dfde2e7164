package dev.understudy.cli;

import java.util.Comparator;
import java.util.List;

/** What the processes of one VM say, those included that say nothing. */
record VmStatus(String vm, List<Process> processes) {
    /**
     * One process of a VM.
     *
     * @param status null if it did not answer, and then {@code unreachable} says why
     */
    record Process(String name, NodeStatus status, String unreachable) {
        boolean is(String role) {
            return status != null && status.text("role").equals(role);
        }
    }

    /** The live one of the highest generation: one that stands still may not know yet that it lost. Null: none answers. */
    NodeStatus owner() {
        return processes.stream()
                .map(Process::status)
                .filter(status -> status != null && status.flag("live"))
                .max(Comparator.comparingLong(status -> status.number("generation")))
                .orElse(null);
    }

    boolean isProtected() {
        NodeStatus owner = owner();
        return owner != null && owner.flag("protected");
    }
}
