package dev.understudy.vmm.rehearsal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Inputs and when they come, each once. */
final class Schedule {
    /**
     * One input.
     *
     * @param instruction before which it comes, or earlier if the guest would sleep for good; or NEVER
     * @param nanos of simulated time at which it comes, between two slices; or NEVER
     */
    record Cue(long instruction, long nanos, Input input) {
        static final long NEVER = Long.MAX_VALUE;
    }

    private final List<Cue> waiting;

    Schedule(List<Cue> cues) {
        waiting = new ArrayList<>(cues);
    }

    boolean hasMore() {
        return !waiting.isEmpty();
    }

    /** Gives what is due, in the order in which it was scheduled. */
    void give(LiveRehearsal live) {
        waiting.removeIf(cue -> {
            boolean due = cue.instruction <= live.machine().instruction() || cue.nanos <= live.nanos();
            if (due) {
                cue.input.reach(live);
            }
            return due;
        });
    }

    /** The guest would sleep for good: gives what was to come at the lowest instruction number. */
    void wake(LiveRehearsal live) {
        Optional<Cue> next = waiting.stream()
                .filter(cue -> cue.instruction != Cue.NEVER)
                .min(Comparator.comparingLong(Cue::instruction));
        next.ifPresent(cue -> {
            waiting.remove(cue);
            cue.input.reach(live);
        });
    }

    /** Instructions to go until the next input that has an instruction number. */
    long instructionsToNext(LiveRehearsal live) {
        return waiting.stream().mapToLong(Cue::instruction).min().orElse(Cue.NEVER)
                - live.machine().instruction();
    }

    /** Nanoseconds to go until the next input that has a time. */
    long nanosToNext(LiveRehearsal live) {
        return waiting.stream().mapToLong(Cue::nanos).min().orElse(Cue.NEVER) - live.nanos();
    }
}
