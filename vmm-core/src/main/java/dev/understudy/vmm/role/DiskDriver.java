package dev.understudy.vmm.role;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.BlockStore;
import dev.understudy.vmm.host.DiskScheduler;
import dev.understudy.vmm.host.HostEvent;
import dev.understudy.vmm.host.Inbox;
import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.vcpu.LiveVcpu;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The live machine's requests on their way to the disk and back (rules Re-issue, Unsynced writes). All methods run on the
 * loop; answers go to the vCPU's inbox.
 */
final class DiskDriver {
    private static final int MAX_PENDING = 1024;

    private final DiskScheduler scheduler = new DiskScheduler(MAX_PENDING);
    private final ArrayDeque<DiskRequest> rewrites = new ArrayDeque<>();
    private final Executor loop;
    private final Inbox inbox;
    private BlockStore store;
    private boolean rewriting;
    private Runnable rewritten;
    private Runnable ownFlushAnswered;

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

    /** The owner's own flush; {@code answered} is called on the vCPU's thread. */
    void flushOwn(DiskRequest flush, Runnable answered) {
        ownFlushAnswered = answered;
        store.submit(flush);
    }

    /** Writes these again, in order, before anything else; then {@code done}. */
    void rewrite(List<DiskRequest> writes, Runnable done) {
        rewriting = true;
        rewritten = done;
        rewrites.addAll(writes);
        nextRewrite();
    }

    private void nextRewrite() {
        DiskRequest write = rewrites.peek();
        if (write == null) {
            rewriting = false;
            rewritten.run();
            pump();
        } else {
            store.submit(write);
        }
    }

    private void pump() {
        if (store == null || rewriting) {
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
        if (rewriting && request == rewrites.peek()) {
            rewrites.poll();
            nextRewrite();
        } else if (request.id() == LiveVcpu.OWN_FLUSH) {
            inbox.offer(new HostEvent.Command(ownFlushAnswered));
        } else {
            scheduler.completed(request.id());
            inbox.offer(new HostEvent.DiskAnswered(request.id(), status, data));
            pump();
        }
    }

    /** A store listener that brings answers here and leaves the rest to {@code news}. */
    interface News {
        void ownershipLost(String reason);

        void reachable(boolean reachable, long instance);
    }

    BlockStore.Listener listener(Consumer<Runnable> onLoop, News news) {
        return new BlockStore.Listener() {
            @Override
            public void completed(DiskRequest request, DiskStatus status, byte[] data) {
                DiskDriver.this.completed(request, status, data);
            }

            @Override
            public void ownershipLost(String reason) {
                onLoop.accept(() -> news.ownershipLost(reason));
            }

            @Override
            public void reachable(boolean reachable, long instance) {
                onLoop.accept(() -> news.reachable(reachable, instance));
            }
        };
    }
}
