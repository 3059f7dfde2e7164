package dev.understudy.vmm.simulator;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.log.DivergenceReport;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.replication.ClaimantId;
import dev.understudy.vmm.replication.ExitReason;

/**
 * Keeps one promise: stands outside of all processes, is told at once of what happens, and throws {@link Violation} at the
 * first thing that must not.
 */
interface Checker {
    /** The arbiter's record is durable. */
    default void recorded(Generations record) {}

    /** The replica runs the machine as the owner of this generation. */
    default void live(Replica replica, long generation) {}

    /** The owner's vCPU appends this entry to its log. */
    default void appended(Replica owner, long sequence, LogEntry entry) {}

    /** The backup has this entry in its queue; it is not acknowledged yet. */
    default void accepted(Replica backup, long sequence, LogEntry entry) {}

    /** A new life is granted after the one of {@code record}, and nobody vouched that nobody lives that one. */
    default void lifeIsGivenUp(Generations record) {}

    /** The switch hears of a new life: all numbers begin anew. */
    default void lifeBegins() {}

    /** The owner's state is copied for a backup: what follows is in the log. */
    default void copied(Replica owner, Replica backup) {}

    /** The owner asks the arbiter to open the next generation for {@code backup}. */
    default void opens(Replica owner, ClaimantId backup) {}

    /** Frame, console bytes or write leave the owner's gate. */
    default void leaves(Replica owner) {}

    /** The disk answers a request with an error. */
    default void failed(DiskRequest request, DiskStatus status) {}

    /** A write changes the disk. {@code again}: it had been answered before the server's restart. */
    default void written(ClaimantId by, long generation, DiskRequest write, boolean again) {}

    /**
     * A frame of the replica attached comes to the switch. {@code expected}: the number that should be next; lower ones were
     * taken before, and {@code passes} to the world says that it sees this one.
     */
    default void frameCame(ClaimantId from, long number, long expected, byte[] frame, boolean passes) {}

    /** The switch hears console bytes. */
    default void consolePassed(ClaimantId from, long number, byte[] data) {}

    default void invoked(Clients.Operation operation) {}

    default void answered(Clients.Operation operation) {}

    default void diverged(Replica replica, DivergenceReport report) {}

    default void ended(Replica replica, ExitReason reason, String message) {}

    /** The story is over: all was demanded that could be. */
    default void finished() {}
}
