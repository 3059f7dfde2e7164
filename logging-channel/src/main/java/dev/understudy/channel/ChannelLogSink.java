package dev.understudy.channel;

import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.log.EntryKind;
import dev.understudy.vmm.log.LogEncoder;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogPosition;
import dev.understudy.vmm.log.LogSink;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The primary's log on its way to the backup of one pairing.
 *
 * <pre>
 *   vCPU:  append ─▶ current batch ─▶ filled ring ─▶  event loop: credit? writable? ─▶ frame
 *                         ▲                                  │
 *                         └────────── free ring ◀────────────┘
 * </pre>
 *
 * A batch goes when it is full (16 KiB), when an output waits ({@link #flush}) and when it is old
 * ({@link #flushIfOlderThan}). What the backup's credit does not cover yet, or the network does not take, waits here;
 * {@link #isFull} then stops the vCPU. Within a slice {@code append} always succeeds, if need be with an extra batch.
 *
 * <p>Made when the state is captured; {@code append}, {@code flush}, {@code flushIfOlderThan}, {@code isFull} on the
 * vCPU's thread. Once the connection has ended, entries are counted and dropped, and it is never full.
 */
public final class ChannelLogSink implements LogSink {
    /** Cost of entries beyond the backup's credit at which the vCPU waits; see {@link EntryCost}. */
    public static final long DEFAULT_BACKLOG = 1 << 20;

    private static final int BATCHES = 64;

    private final LogEncoder encoder;
    private final long firstSequence;
    private final long backlog;
    private final Runnable roomIsBack;
    private final LogTraffic traffic;

    // The vCPU's.
    private final ArrayDeque<LogBatch> beyondRing = new ArrayDeque<>();
    private LogBatch current = new LogBatch();
    private long nextSequence;
    private long appendedCost;
    private long handedOver;
    private long batchSeenAt;
    private int made = 1;

    // Shared.
    private final Runnable drain = this::drain;
    private final SpscRing<LogBatch> filled = new SpscRing<>(4 * BATCHES);
    private final SpscRing<LogBatch> free = new SpscRing<>(BATCHES);
    private final AtomicBoolean drainAsked = new AtomicBoolean();
    private final AtomicLong returned = new AtomicLong();
    private final AtomicLong appended = new AtomicLong();
    private final AtomicLong extraBatches = new AtomicLong();
    private volatile long credit;
    private volatile boolean vcpuWaits;
    private volatile boolean ended;
    private volatile LogOutlet outlet;

    // The event loop's.
    private long sentCost;
    private long sentSequence;
    private long acknowledged;

    /**
     * @param firstSequence sequence number of the first entry that will be appended
     * @param roomIsBack called on the event loop after {@link #isFull} was true and may be false now; must not block
     */
    public ChannelLogSink(long firstSequence, Runnable roomIsBack) {
        this(firstSequence, DEFAULT_BACKLOG, roomIsBack, new LogTraffic());
    }

    /** @param traffic counts what is appended, also of earlier pairings; only the vCPU's thread adds to it */
    public ChannelLogSink(long firstSequence, Runnable roomIsBack, LogTraffic traffic) {
        this(firstSequence, DEFAULT_BACKLOG, roomIsBack, traffic);
    }

    /** @param backlog cost of entries beyond the backup's credit at which the sink is full, over 0 */
    public ChannelLogSink(long firstSequence, long backlog, Runnable roomIsBack) {
        this(firstSequence, backlog, roomIsBack, new LogTraffic());
    }

    private ChannelLogSink(long firstSequence, long backlog, Runnable roomIsBack, LogTraffic traffic) {
        if (firstSequence < 0 || backlog <= 0) {
            throw new IllegalArgumentException("first sequence " + firstSequence + ", backlog " + backlog);
        }
        this.firstSequence = firstSequence;
        this.backlog = backlog;
        this.roomIsBack = roomIsBack;
        this.traffic = traffic;
        encoder = new LogEncoder(LogPosition.START);
        nextSequence = firstSequence;
        sentSequence = firstSequence;
        acknowledged = firstSequence;
        appended.setPlain(firstSequence);
    }

    public long firstSequence() {
        return firstSequence;
    }

    /** Sequence number of the next entry. Any thread; elsewhere it may lag behind the vCPU. */
    public long appended() {
        return appended.get();
    }

    /** Batches made beyond the 64 that circulate, because a slice made more. Any thread. */
    public long extraBatches() {
        return extraBatches.get();
    }

    // ---- the vCPU's thread ------------------------------------------------------------------------------------------

    @Override
    public long append(LogEntry entry) {
        if (!ended) {
            if (!current.isEmpty() && EntryCost.dataBytes(entry.event()) > LogBatch.LARGE_DATA_BYTES) {
                handOver();
            }
            if (current.isEmpty()) {
                current.firstSequence = nextSequence;
                batchSeenAt = 0;
            }
            int before = current.bytes.size();
            EntryKind kind = encoder.encode(entry, current.bytes);
            traffic.add(kind, current.bytes.size() - before);
            int cost = EntryCost.of(entry);
            current.count++;
            current.cost += cost;
            appendedCost += cost;
            if (current.bytes.size() >= LogBatch.FULL_BYTES) {
                handOver();
            }
        }
        appended.lazySet(nextSequence + 1);
        return nextSequence++;
    }

    @Override
    public void flush() {
        if (!current.isEmpty() && mayBeSmall()) {
            handOver();
        }
    }

    /** While the state is still on its way nobody waits for entries, and small batches would soon stop the guest. */
    private boolean mayBeSmall() {
        return outlet != null || handedOver - returned.get() < BATCHES / 4;
    }

    /**
     * At the end of a slice: sends the newest entries if they have waited since a slice end at least {@code ageNanos}
     * before. A vCPU about to sleep calls {@link #flush} instead.
     *
     * @param nowNanos a monotonic clock, nanoseconds
     */
    @Override
    public void flushIfOlderThan(long ageNanos, long nowNanos) {
        if (current.isEmpty() || !mayBeSmall()) {
            return;
        }
        if (batchSeenAt == 0) {
            batchSeenAt = nowNanos == 0 ? 1 : nowNanos;
        } else if (nowNanos - batchSeenAt >= ageNanos) {
            handOver();
        }
    }

    @Override
    public boolean isFull() {
        if (!isShort()) {
            return false;
        }
        // Say that somebody waits before looking again: room that comes in between is then not missed.
        vcpuWaits = true;
        return isShort();
    }

    private boolean isShort() {
        if (ended) {
            return false;
        }
        moveToRing();
        return appendedCost - credit > backlog || handedOver - returned.get() >= BATCHES || !beyondRing.isEmpty();
    }

    private void handOver() {
        beyondRing.add(current);
        handedOver++;
        moveToRing();
        current = emptyBatch();
        if (!drainAsked.getAndSet(true)) {
            LogOutlet to = outlet;
            if (to != null) {
                to.execute(drain);
            }
        }
    }

    private void moveToRing() {
        while (!beyondRing.isEmpty() && filled.offer(beyondRing.peek())) {
            beyondRing.remove();
        }
    }

    private LogBatch emptyBatch() {
        LogBatch batch = free.poll();
        if (batch != null) {
            return batch;
        }
        if (made++ >= BATCHES) {
            extraBatches.lazySet(extraBatches.getPlain() + 1);
        }
        return new LogBatch();
    }

    // ---- the event loop ---------------------------------------------------------------------------------------------

    /** From here on batches go out there. */
    void attach(LogOutlet to) {
        outlet = to;
        drain();
        roomIsBack.run(); // for what was not flushed before
    }

    /** Sends what credit and network allow. */
    void drain() {
        drainAsked.set(false); // before looking: a batch that comes later asks again
        LogOutlet to = outlet;
        if (to == null || ended) {
            return;
        }
        boolean wrote = false;
        LogBatch batch = filled.peek();
        while (batch != null && sentCost + batch.cost <= credit && to.isWritable()) {
            filled.poll();
            to.write(batch);
            wrote = true;
            sentCost += batch.cost;
            sentSequence = batch.firstSequence + batch.count;
            giveBack(batch);
            batch = filled.peek();
        }
        if (wrote) {
            to.flush();
            wakeVcpu();
        }
    }

    private void giveBack(LogBatch batch) {
        batch.clear();
        if (batch.isReusable()) {
            free.offer(batch);
        }
        returned.lazySet(returned.getPlain() + 1);
    }

    /**
     * The backup says what it has and how much more it takes, both in total.
     *
     * @return whether more entries are acknowledged than before
     */
    boolean acknowledge(long next, long granted) {
        if (next < acknowledged || next > sentSequence) {
            throw new MalformedBytes("the backup acknowledges entries below " + next + "; " + acknowledged
                    + " were acknowledged and " + sentSequence + " sent");
        }
        if (granted < credit) {
            throw new MalformedBytes("the backup takes back credit: " + granted + " after " + credit);
        }
        boolean progress = next > acknowledged;
        acknowledged = next;
        if (granted > credit) {
            credit = granted;
            drain();
            wakeVcpu();
        }
        return progress;
    }

    /** The connection ended: nothing more is sent. */
    void end() {
        ended = true;
        outlet = null;
        wakeVcpu();
    }

    private void wakeVcpu() {
        if (vcpuWaits) {
            vcpuWaits = false;
            roomIsBack.run();
        }
    }
}
