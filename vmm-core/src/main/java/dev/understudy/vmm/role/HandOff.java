package dev.understudy.vmm.role;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.Clock;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.vcpu.OutputPath;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * From the vCPU's thread to the loop, in order, without a lock. Bounded by {@link #isFull}: the vCPU stops behind the
 * instruction that went over the bound, so one instruction's outputs are all that can come on top.
 */
final class HandOff implements OutputPath {
    private static final int FULL_ITEMS = 512;
    private static final long FULL_BYTES = 8 << 20;

    /** What is handed over. */
    sealed interface Item {
        /** What it holds in memory, about. */
        default long bytes() {
            return 64;
        }

        /** An output, the entry that proves it, and when it was made, host nanoseconds. */
        record Made(Output output, long provenBy, long madeNanos) implements Item {
            @Override
            public long bytes() {
                return 64L + output.bytes();
            }
        }

        /** A read or flush. */
        record Issued(DiskRequest request) implements Item {}

        /** Inputs below these numbers are in the log, up to the entry {@code provenBy}. */
        record Taken(long nextFrame, long nextInputByte, long provenBy) implements Item {}

        /** To be called on the loop when all items before it have passed. */
        record Mark(Runnable action) implements Item {}
    }

    private final ConcurrentLinkedQueue<Item> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Executor loop;
    private final Runnable drain;
    private final Clock clock;

    private long handedItems;
    private long handedBytes;
    private volatile long passedItems;
    private volatile long passedBytes;

    /** @param drain called on the loop when there is something to poll */
    HandOff(Executor loop, Clock clock, Runnable drain) {
        this.loop = loop;
        this.clock = clock;
        this.drain = drain;
    }

    @Override
    public void output(Output output, long provenBy) {
        hand(new Item.Made(output, provenBy, clock.nanoTime()));
    }

    @Override
    public void issue(DiskRequest request) {
        hand(new Item.Issued(request));
    }

    /** Wakes the loop for many only: nobody waits for one, and outputs and ticks come by. */
    @Override
    public void inputsTaken(long nextFrame, long nextInputByte, long provenBy) {
        put(new Item.Taken(nextFrame, nextInputByte, provenBy));
        if (handedItems - passedItems > FULL_ITEMS / 8) {
            wakeLoop();
        }
    }

    /** On the vCPU's thread: {@code action} runs on the loop behind everything handed over so far. */
    void mark(Runnable action) {
        hand(new Item.Mark(action));
    }

    @Override
    public boolean isFull() {
        return handedItems - passedItems > FULL_ITEMS || handedBytes - passedBytes > FULL_BYTES;
    }

    private void hand(Item item) {
        put(item);
        wakeLoop();
    }

    private void put(Item item) {
        handedItems++;
        handedBytes += item.bytes();
        queue.add(item);
    }

    private void wakeLoop() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            loop.execute(this::run);
        }
    }

    private void run() {
        scheduled.set(false);
        drain.run();
    }

    // ---- on the loop ----------------------------------------------------------------------------------------------

    Item peek() {
        return queue.peek();
    }

    /** Takes what {@link #peek} gave. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the loop writes
    void take() {
        Item item = queue.poll();
        passedBytes += item.bytes();
        passedItems++;
    }
}
