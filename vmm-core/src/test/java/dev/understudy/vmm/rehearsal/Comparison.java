package dev.understudy.vmm.rehearsal;

import dev.understudy.vmm.log.EntryText;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.rehearsal.Take.Played;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds where two takes part. Plays both again, looking every so often; then only the first interval that differs, at finer
 * steps, down to single instructions; then once more up to the very moment. The search begins between the last digest that was
 * found equal and the proof that was not, if there are such. A difference that heals before the next look stays unseen, but not
 * in an interval of {@link #FINE} moments or less, where each is looked at.
 */
final class Comparison {
    /** Moments of a window in which each one is looked at. */
    private static final long FINE = 8192;
    /** Looks at a window that is larger. */
    private static final long LOOKS = 1024;

    private static final int ENTRIES_AROUND = 3;

    private final Take first;
    private final Take second;
    private long equalAt;
    private long differentAt;

    private Comparison(Take first, Take second) {
        this.first = first;
        this.second = second;
    }

    /** Plays the second and compares it with {@code one}, what the first came to. Throws {@link Unlike}; else gives that. */
    static Played assertAlike(String guest, Take first, Played one, Take second) {
        Played other = second.play(Watch.none());
        boolean isSameLog = second instanceof Take.Replayed
                || firstUnlike(one.entries(), other.entries())
                        == Math.max(one.entries().size(), other.entries().size());
        if (!isSameLog || !isSameState(one, other)) {
            throw new Unlike(new Comparison(first, second).difference(guest, one, other));
        }
        Replay.assertSameOutputs(one.outputs(), other.outputs());
        return one;
    }

    private static boolean isSameState(Played one, Played other) {
        return other.divergence() == null
                && one.machine().instruction() == other.machine().instruction()
                && one.machine().registerDigest() == other.machine().registerDigest()
                && one.machine().memoryDigest() == other.machine().memoryDigest();
    }

    private Difference difference(String guest, Played one, Played other) {
        String verdict = guest + ": the " + second.name() + " differs from the " + first.name();
        String stopped =
                other.divergence() == null ? "" : other.divergence().report().text();
        differentAt = Math.max(one.machine().instruction(), other.machine().instruction());
        if (other.divergence() != null) {
            differentAt = other.divergence().report().differentAt();
            equalAt = lastFullDigest(other.entries(), differentAt);
        }
        long moment = firstMoment(Watch.begins(equalAt), Watch.begins(differentAt) + 1);
        if (moment == Watch.NEVER) {
            int entry = firstUnlike(one.entries(), other.entries());
            List<String> log = entriesAround(one.entries(), other.entries(), entry);
            return new Difference(verdict, equalAt, differentAt, null, List.of(), List.of(), List.of(), log, stopped);
        }
        StateImage before = freeze(first, moment & ~1);
        StateImage expected = (moment & 1) == 0 ? before : freeze(first, moment);
        StateImage found = freeze(second, moment);
        boolean both = expected != null && found != null;
        return new Difference(
                verdict,
                equalAt,
                differentAt,
                place(moment, before),
                both ? expected.registersUnlike(found) : List.of(),
                both ? expected.devicesUnlike(found) : List.of(),
                both ? expected.memoryUnlike(found) : List.of(),
                entriesAround(one.entries(), other.entries(), entryAt(one.entries(), other.entries(), moment / 2)),
                stopped);
    }

    private static Difference.Place place(long moment, StateImage before) {
        return before == null
                ? new Difference.Place(moment / 2, false, 0, "behind the end", false)
                : new Difference.Place(
                        moment / 2, (moment & 1) != 0, before.pc(), before.code(), before.interruptPending());
    }

    // ---- the search -------------------------------------------------------------------------------------------------

    /** Instruction number of the last digest over everything that was found equal, for no other was: 0 for none. */
    private static long lastFullDigest(List<LogEntry> entries, long before) {
        long last = 0;
        for (LogEntry entry : entries) {
            if (entry.event() instanceof Event.Digest digest && digest.memory() != 0 && entry.instruction() < before) {
                last = entry.instruction();
            }
        }
        return last;
    }

    /** From moment {@code first}, an even one, to moment {@code last}; NEVER if the takes are alike wherever it looks. */
    private long firstMoment(long first, long last) {
        long from = first;
        long to = last;
        while (to - from > FINE) {
            long stride = 2 * Long.highestOneBit((to - from) / LOOKS);
            long unlike = firstUnlike(from, to, stride);
            to = Math.min(unlike, to);
            from = unlike == Watch.NEVER ? from + (to - from) / stride * stride : Math.max(from, to - stride);
        }
        return firstUnlike(from, to, 1);
    }

    private long firstUnlike(long from, long to, long stride) {
        return prints(first, from, to, stride).firstUnlike(prints(second, from, to, stride));
    }

    private static Watch.Prints prints(Take take, long from, long to, long stride) {
        Watch.Prints prints = new Watch.Prints(from, to, stride);
        play(take, prints);
        return prints;
    }

    private static StateImage freeze(Take take, long moment) {
        Watch.Freeze freeze = new Watch.Freeze(moment);
        play(take, freeze);
        return freeze.image();
    }

    private static void play(Take take, Watch watch) {
        try {
            take.play(watch);
        } catch (Watch.Enough e) { // it saw all that it was to see
        }
    }

    // ---- the log ----------------------------------------------------------------------------------------------------

    /** Index of the first entry that is not the same in both, the size of both for none. */
    private static int firstUnlike(List<LogEntry> one, List<LogEntry> other) {
        int at = 0;
        while (at < Math.max(one.size(), other.size()) && isSame(one, other, at)) {
            at++;
        }
        return at;
    }

    private static boolean isSame(List<LogEntry> one, List<LogEntry> other, int at) {
        if (at >= one.size() || at >= other.size()) {
            return false;
        }
        LogEntry a = one.get(at);
        LogEntry b = other.get(at);
        return a.instruction() == b.instruction() && a.phase() == b.phase() && Event.same(a.event(), b.event());
    }

    /** Index of the first entry of this instruction, or of a later one; rather of one of this instruction that is unlike. */
    private static int entryAt(List<LogEntry> one, List<LogEntry> other, long instruction) {
        int at = 0;
        while (at < one.size() && one.get(at).instruction() < instruction) {
            at++;
        }
        int unlike = firstUnlike(one, other);
        return unlike < one.size() && one.get(unlike).instruction() == instruction ? unlike : at;
    }

    private static List<String> entriesAround(List<LogEntry> one, List<LogEntry> other, int at) {
        List<String> lines = new ArrayList<>();
        for (int i = Math.max(0, at - ENTRIES_AROUND); i <= at + ENTRIES_AROUND; i++) {
            if (isSame(one, other, i)) {
                lines.add("  " + EntryText.line(one.get(i)));
            } else {
                if (i < one.size()) {
                    lines.add("- " + EntryText.line(one.get(i)));
                }
                if (i < other.size()) {
                    lines.add("+ " + EntryText.line(other.get(i)));
                }
            }
        }
        return lines;
    }
}
