package dev.understudy.channel;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.log.LogDecoder;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogPosition;
import dev.understudy.vmm.log.LogSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The entries that the backup has and its vCPU has not taken yet. An entry is acknowledged once it is in here (rule Ack);
 * after {@link #seal} nothing gets in (rule Seal). The primary may send what the credit covers: what was taken plus one
 * window, so that the queue is bounded and heartbeats never wait behind it.
 *
 * <p>{@code peek}, {@code take}, {@code horizon}, {@code isSealed} on the vCPU's thread, the rest on the event loop.
 */
public final class ChannelLogQueue implements LogSource {
    /** Default and least window, in units of {@link EntryCost}: twice the largest entry and more. */
    public static final int DEFAULT_WINDOW = 4 << 20;

    public static final int MIN_WINDOW = 2 << 20;

    private final LogDecoder decoder = new LogDecoder(LogPosition.START);
    private final Runnable entriesCame;
    private final int window;
    private final SpscRing<LogEntry> entries;

    // Written by the event loop.
    private final AtomicLong expected;
    private volatile long horizon;
    private volatile boolean sealed;
    private volatile Runnable askForCredit;
    private volatile long takenAtGrant;
    private long acceptedCost;
    private long granted;

    // Written by the vCPU.
    private final AtomicLong takenCost = new AtomicLong();
    private final AtomicBoolean creditAsked = new AtomicBoolean();

    /**
     * @param firstSequence sequence number of the first entry, as {@code TransferBegin} says
     * @param entriesCame called on the event loop after entries came, or the queue was sealed; must not block
     */
    public ChannelLogQueue(long firstSequence, Runnable entriesCame) {
        this(firstSequence, DEFAULT_WINDOW, entriesCame);
    }

    /** @param window at least {@link #MIN_WINDOW} */
    public ChannelLogQueue(long firstSequence, int window, Runnable entriesCame) {
        this(firstSequence, window, entriesCame, new SpscRing<>(window / EntryCost.FIXED + 1));
    }

    ChannelLogQueue(long firstSequence, int window, Runnable entriesCame, SpscRing<LogEntry> entries) {
        if (firstSequence < 0 || window < MIN_WINDOW) {
            throw new IllegalArgumentException(
                    "first sequence " + firstSequence + ", window " + window + " (at least " + MIN_WINDOW + ")");
        }
        this.window = window;
        this.entriesCame = entriesCame;
        this.entries = entries;
        expected = new AtomicLong(firstSequence);
    }

    // ---- the vCPU's thread ------------------------------------------------------------------------------------------

    @Override
    public LogEntry peek() {
        return entries.peek();
    }

    @Override
    public void take() {
        LogEntry entry = entries.poll();
        if (entry == null) {
            throw new IllegalStateException("nothing to take: peek gave null");
        }
        long taken = takenCost.getPlain() + EntryCost.of(entry);
        takenCost.set(taken);
        if (taken - takenAtGrant >= window / 4 && !creditAsked.get() && !creditAsked.getAndSet(true)) {
            Runnable ask = askForCredit;
            if (ask != null) {
                ask.run();
            }
        }
    }

    @Override
    public long horizon() {
        return horizon;
    }

    /** Once true, what {@link #peek} gives from then on is all there will ever be. */
    @Override
    public boolean isSealed() {
        return sealed;
    }

    // ---- the event loop ---------------------------------------------------------------------------------------------

    /** For good: no more entries are accepted or acknowledged. May be called again. */
    public void seal() {
        sealed = true;
        askForCredit = null;
        entriesCame.run();
    }

    /** Sequence number of the next entry wanted. Any thread. */
    public long accepted() {
        return expected.get();
    }

    /** @param ask has the event loop send an acknowledgement soon; called on the vCPU's thread */
    void attach(Runnable ask) {
        if (!sealed) {
            askForCredit = ask;
        }
    }

    /** The payload of a LOG frame. */
    void accept(ByteReader in, PeerListener listener) {
        if (sealed) {
            return;
        }
        long first = in.varint();
        if (first != expected.get()) {
            throw new MalformedBytes("entry " + first + " came, expected was " + expected.get());
        }
        for (int left = in.count(Frame.MAX_PAYLOAD_BYTES, "the number of entries"); left > 0; left--) {
            LogEntry entry = decoder.decode(in);
            acceptedCost += EntryCost.of(entry);
            if (acceptedCost > granted) {
                throw new MalformedBytes("entry " + expected.get() + " is beyond the credit of " + granted);
            }
            horizon = entry.horizon(); // first: the vCPU runs through whatever entry it sees, at once
            if (!entries.offer(entry)) {
                throw new IllegalStateException("no room for entry " + expected.get() + ", which has credit");
            }
            expected.lazySet(expected.getPlain() + 1);
            listener.accepted(entry);
        }
        in.expectEnd("LOG");
    }

    /** Credit granted in total, to be said at once. */
    long grant() {
        creditAsked.set(false); // before looking: what is taken later asks again
        long taken = takenCost.get();
        takenAtGrant = taken;
        granted = taken + window;
        return granted;
    }

    void wakeVcpu() {
        entriesCame.run();
    }
}
