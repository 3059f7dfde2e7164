package dev.understudy.vmm.host;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.log.DiskStatus;
import java.util.List;

/**
 * A disk. Requests may be answered in any order; whoever calls keeps conflicting ones apart. A lost connection is retried
 * inside (pending requests are sent again in issue order after the connection fence) and is no answer.
 */
public interface BlockStore extends AutoCloseable {
    /** Hears answers and fatal news, on any thread; must not block. */
    interface Listener {
        /** {@code data}: what READ read, else empty. */
        void completed(DiskRequest request, DiskStatus status, byte[] data);

        /** A write of {@link #resume} failed: what the guest was told is written cannot be made so. */
        default void rewriteFailed(DiskRequest write, DiskStatus status) {}

        /** This owner was fenced off: nothing is answered any more, the node must stop. */
        void ownershipLost(String reason);

        /**
         * The disk can, or cannot, be reached now. {@code instance} changes when the server restarted (writes not flushed
         * may be lost and must be written again before anything else); 0 when not reachable.
         */
        void reachable(boolean reachable, long instance);
    }

    /** Bytes. */
    long capacity();

    /** Issues a request. Any one thread; does not block. */
    void submit(DiskRequest request);

    /** What a former owner's instance number is to one who took over its life: unknown. */
    long UNKNOWN_INSTANCE = -1;

    /**
     * A standby becomes the disk of {@code generation}'s owner. Local disks have no owner.
     *
     * @param instance the server's instance that the life's writes went to; 0: none were made; {@link #UNKNOWN_INSTANCE}:
     *     they are to be written again, see {@link #resume}
     */
    default void own(long generation, long instance) {}

    /**
     * Its owner is about to claim the next generation: requests wait until {@link #own} is called again.
     *
     * @param stoodBy called, on any thread, when the grant can no longer be taken for a loss of ownership: claim then
     */
    default void standBy(Runnable stoodBy) {
        stoodBy.run();
    }

    /**
     * Goes on after {@code reachable(true, instance)} brought a new instance: these writes go first.
     *
     * @param unsynced completed and not covered by a completed flush, in order
     */
    default void resume(long instance, List<DiskRequest> unsynced) {}

    @Override
    void close();
}
