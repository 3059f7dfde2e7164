package dev.understudy.vmm.role;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.BlockStore;
import dev.understudy.vmm.host.DiskScheduler;
import dev.understudy.vmm.host.HostEvent;
import dev.understudy.vmm.host.Inbox;
import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.vcpu.LiveVcpu;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The live machine's requests on their way to the disk and back (rule Re-issue). All methods run on the
 * loop; answers go to the vCPU's inbox.
 */
final class DiskDriver {
    private static final int MAX_PENDING = 1024;

    private final DiskScheduler scheduler = new DiskScheduler(MAX_PENDING);
    private final Executor loop;
    private final Inbox inbox;
    private BlockStore store;
    private Consumer<DiskStatus> ownFlushAnswered;
    private Runnable answeredOne = () -> {};

    DiskDriver(Executor loop, Inbox inbox) {
        this.loop = loop;
        this.inbox = inbox;
    }

    /** From now on requests go to {@code store}. */
    void connect(BlockStore store) {
        this.store = store;
        pump();
    }

    /** {@code held}: not before {@link #release}. */
    void submit(DiskRequest request, boolean held) {
        scheduler.submit(request, held);
        pump();
    }

    void release(DiskRequest request) {
        scheduler.release(request.id());
        pump();
    }

    /** The disk has answered all that the guest asked for. */
    boolean isIdle() {
        return scheduler.pending().isEmpty();
    }

    /** {@code heard} after each answer to a request of the guest. */
    void afterEachAnswer(Runnable heard) {
        answeredOne = heard;
    }

    /** The owner's own flush; {@code answered} is called on the vCPU's thread. */
    void flushOwn(DiskRequest flush, Consumer<DiskStatus> answered) {
        ownFlushAnswered = answered;
        store.submit(flush);
    }

    private void pump() {
        if (store == null) {
            return;
        }
        for (DiskRequest next = scheduler.next(); next != null; next = scheduler.next()) {
            store.submit(next);
        }
    }

    /** The store answered; any thread. */
    void completed(DiskRequest request, DiskStatus status, byte[] data) {
        loop.execute(() -> answered(request, status, data));
    }

    private void answered(DiskRequest request, DiskStatus status, byte[] data) {
        if (request.id() == LiveVcpu.OWN_FLUSH) {
            Consumer<DiskStatus> answered = ownFlushAnswered;
            tellVcpu(new HostEvent.Command(() -> answered.accept(status)));
        } else {
            scheduler.completed(request.id());
            tellVcpu(new HostEvent.DiskAnswered(request.id(), status, data));
            pump();
            answeredOne.run();
        }
    }

    /** An answer that is dropped would leave the guest waiting for ever: better no replica than that. */
    private void tellVcpu(HostEvent event) {
        if (!inbox.offer(event)) {
            throw new IllegalStateException("the vCPU's inbox is full");
        }
    }
}
