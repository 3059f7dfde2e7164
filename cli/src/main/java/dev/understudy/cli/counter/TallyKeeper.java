package dev.understudy.cli.counter;

import dev.understudy.cli.counter.Anomaly.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Judges a stream from what is sent and received, and when. No I/O and no clock: times are in nanoseconds of any
 * monotonic clock, never falling. Memory grows with the number of requests, about 200 bytes each. One thread.
 */
final class TallyKeeper {
    private record Key(int client, long nonce) {}

    private record Sent(long atNanos, long highestBefore) {}

    private record Acknowledged(Key key, long value, long atNanos) {}

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long limitNanos;
    private final OptionalLong valueBefore;
    private final Map<Key, Sent> outstanding = new LinkedHashMap<>();
    private final Map<Key, Sent> lost = new HashMap<>();
    private final Map<Key, Acknowledged> acknowledged = new HashMap<>();
    /** Replies to requests already lost: their values count, although they came too late. */
    private final Map<Key, Acknowledged> late = new HashMap<>();

    private final LongestGaps gaps = new LongestGaps();
    private final List<Anomaly> anomalies = new ArrayList<>();
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private long sent;
    private long highest;
    private long startNanos;
    private long lastReplyNanos;
    private long longestGapNanos;
    private long longestGapEndNanos;

    /**
     * @param limitNanos a reply later than this after its request is lost
     * @param valueBefore the counter's value before the stream, if known: then values skipped at its beginning show too
     */
    TallyKeeper(long limitNanos, OptionalLong valueBefore) {
        this.limitNanos = limitNanos;
        this.valueBefore = valueBefore;
        this.highest = valueBefore.orElse(0);
    }

    void sent(int client, long nonce, long nowNanos) {
        if (sent++ == 0) {
            startNanos = lastReplyNanos = longestGapEndNanos = nowNanos;
        }
        outstanding.put(new Key(client, nonce), new Sent(nowNanos, highest));
    }

    /** True when this reply ends the wait for an outstanding request. */
    boolean received(int client, long nonce, long value, long nowNanos) {
        noteGap(nowNanos);
        gaps.note(lastReplyNanos, nowNanos);
        lastReplyNanos = nowNanos;
        Key key = new Key(client, nonce);
        Acknowledged reply = new Acknowledged(key, value, nowNanos);
        Sent request = outstanding.remove(key);
        if (request != null) {
            acknowledged.put(key, reply);
            accept(reply, request);
            return true;
        }
        request = lost.remove(key);
        if (request != null) {
            report(Kind.LATE, key, value, nowNanos);
            late.put(key, reply);
            accept(reply, request);
        } else {
            boolean known = acknowledged.containsKey(key) || late.containsKey(key);
            report(known ? Kind.REPEATED : Kind.FOREIGN, key, value, nowNanos);
        }
        return false;
    }

    private void accept(Acknowledged reply, Sent request) {
        if (Long.compareUnsigned(reply.value, request.highestBefore) <= 0) {
            report(Kind.BACKWARDS, reply.key, reply.value, reply.atNanos);
        }
        if (Long.compareUnsigned(reply.value, highest) > 0) {
            highest = reply.value;
        }
    }

    /** A datagram that is no reply at all. */
    void foreign(int client, long nowNanos) {
        report(Kind.FOREIGN, new Key(client, -1), 0, nowNanos);
    }

    /** Counts as lost what has waited longer than the limit; returns the clients concerned, one entry a request. */
    List<Integer> expire(long nowNanos) {
        List<Integer> clients = new ArrayList<>();
        var oldestFirst = outstanding.entrySet().iterator();
        while (oldestFirst.hasNext()) {
            Map.Entry<Key, Sent> entry = oldestFirst.next();
            if (nowNanos - entry.getValue().atNanos <= limitNanos) {
                break;
            }
            oldestFirst.remove();
            lost.put(entry.getKey(), entry.getValue());
            report(Kind.LOST, entry.getKey(), 0, nowNanos);
            clients.add(entry.getKey().client);
        }
        return clients;
    }

    int outstanding() {
        return outstanding.size();
    }

    long acknowledged() {
        return acknowledged.size();
    }

    long sent() {
        return sent;
    }

    /** The verdict's facts as of now; may be asked again later. */
    CounterTally tally(long nowNanos) {
        if (!outstanding.isEmpty()) {
            noteGap(nowNanos);
        }
        List<Acknowledged> byValue = new ArrayList<>(acknowledged.values());
        byValue.addAll(late.values());
        byValue.sort((a, b) -> Long.compareUnsigned(a.value, b.value));
        Map<Kind, Long> allCounts = new EnumMap<>(Kind.class);
        allCounts.putAll(counts);
        List<Anomaly> all = new ArrayList<>(anomalies);
        compareNeighbours(byValue, all, allCounts);
        all.sort(Comparator.comparingLong(Anomaly::atMillis));
        return new CounterTally(
                sent,
                acknowledged.size(),
                outstanding.size(),
                byValue.isEmpty() ? 0 : byValue.get(0).value,
                byValue.isEmpty() ? 0 : byValue.get(byValue.size() - 1).value,
                (double) longestGapNanos / NANOS_PER_MILLI,
                millis(longestGapEndNanos),
                gaps.inOrder(),
                allCounts,
                all.subList(0, Math.min(all.size(), CounterTally.ANOMALIES_MAX)));
    }

    private void compareNeighbours(List<Acknowledged> byValue, List<Anomaly> found, Map<Kind, Long> foundCounts) {
        long previous = valueBefore.orElse(byValue.isEmpty() ? 0 : byValue.get(0).value - 1);
        for (int i = 0; i < byValue.size(); i++) {
            Acknowledged reply = byValue.get(i);
            long missing = reply.value - previous - 1;
            Key key = reply.key;
            if (i > 0 && missing == -1) {
                foundCounts.merge(Kind.DUPLICATED, 1L, Long::sum);
                found.add(new Anomaly(Kind.DUPLICATED, key.client, key.nonce, reply.value, 1, millis(reply.atNanos)));
            } else if (missing > 0) {
                foundCounts.merge(Kind.SKIPPED, missing, Long::sum);
                found.add(new Anomaly(Kind.SKIPPED, -1, -1, previous + 1, missing, millis(reply.atNanos)));
            }
            previous = reply.value;
        }
    }

    private void noteGap(long nowNanos) {
        if (sent > 0 && nowNanos - lastReplyNanos > longestGapNanos) {
            longestGapNanos = nowNanos - lastReplyNanos;
            longestGapEndNanos = nowNanos;
        }
    }

    private void report(Kind kind, Key key, long value, long nowNanos) {
        counts.merge(kind, 1L, Long::sum);
        if (anomalies.size() < CounterTally.ANOMALIES_MAX) {
            anomalies.add(new Anomaly(kind, key.client, key.nonce, value, 1, millis(nowNanos)));
        }
    }

    private long millis(long nanos) {
        return (nanos - startNanos) / NANOS_PER_MILLI;
    }
}
