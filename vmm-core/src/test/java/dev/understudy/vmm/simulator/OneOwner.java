package dev.understudy.vmm.simulator;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.replication.ClaimantId;
import java.util.HashMap;
import java.util.Map;

/** A generation has one owner, and who was superseded changes nothing any more. */
final class OneOwner implements Checker {
    private static final String PROMISE = "one owner";

    private final Map<Long, ClaimantId> owners = new HashMap<>();
    private final Map<ClaimantId, Long> newestOf = new HashMap<>();
    private final Map<Long, Replica> live = new HashMap<>();
    private long writeGeneration;
    private long frameGeneration;
    private long life;
    private int takeovers;

    OneOwner(Generations first) {
        recorded(first);
    }

    @Override
    public void recorded(Generations record) {
        long generation = record.generation();
        ClaimantId before = owners.putIfAbsent(generation, record.owner());
        check(
                before == null || before.equals(record.owner()),
                "generation " + generation + " is owned by " + before + " and by " + record.owner());
        if (before == null) {
            newestOf.put(record.owner(), generation);
            boolean goesOn = record.owner().equals(owners.get(generation - 1)) || record.life() > life;
            takeovers += goesOn ? 0 : 1;
            life = record.life();
        }
    }

    @Override
    public void live(Replica replica, long generation) {
        check(
                replica.id().equals(owners.get(generation)),
                replica + " lives in generation " + generation + ", which is owned by " + owners.get(generation));
        Replica other = live.putIfAbsent(generation, replica);
        check(other == null, other + " and " + replica + " live in generation " + generation);
    }

    @Override
    public void written(ClaimantId by, long generation, DiskRequest write, boolean again) {
        check(
                generation >= writeGeneration,
                write + " of generation " + generation + " is carried out after one of " + writeGeneration);
        writeGeneration = generation;
    }

    @Override
    public void frameCame(ClaimantId from, long number, long expected, byte[] frame, boolean passes) {
        long generation = newestOf.getOrDefault(from, 0L);
        check(
                generation >= frameGeneration,
                "frame " + number + " of generation " + generation + " passes after one of " + frameGeneration);
        frameGeneration = generation;
    }

    /** How often somebody else became the owner. */
    int takeovers() {
        return takeovers;
    }

    private static void check(boolean kept, String broken) {
        if (!kept) {
            throw new Violation(PROMISE, broken);
        }
    }
}
