package dev.understudy.vmm.simulator;

import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogSink;
import dev.understudy.vmm.log.LogSource;
import dev.understudy.vmm.log.Phase;
import dev.understudy.vmm.replication.BackupPhase;
import dev.understudy.vmm.replication.PeerMessage;
import dev.understudy.vmm.replication.Rule;
import dev.understudy.vmm.role.BackupLink;
import dev.understudy.vmm.role.PrimaryLink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The logging channel of a primary and its backup: batches, acknowledgements, credit, and the state before them. */
final class Link {
    /** Entries beyond the credit at which the vCPU waits. */
    private static final int BACKLOG = 100;
    /** From the network into the queue: no time, but where a rule is off that forbids to count on it. */
    private static final long HALF_WAY_NANOS = 500_000;

    private final Simulator sim;
    private final Replica primary;
    private final Replica backup;
    private final Wire wire;
    private UnaryOperator<LogEntry> spoiler = UnaryOperator.identity();

    // at the primary
    private final ArrayDeque<LogEntry> unsent = new ArrayDeque<>();
    private Runnable roomAgain = () -> {};
    private boolean logOpened;
    private boolean stateSent;
    private int batched;
    private long batchedSince;
    private long next;
    private long sent;
    private long credit;
    private long acknowledged;

    // at the backup
    private final ArrayDeque<LogEntry> queue = new ArrayDeque<>();
    private boolean sealed;
    private long accepted;
    private long acknowledgedUnseen;
    private long horizon;

    Link(Simulator sim, Replica primary, Replica backup) {
        this.sim = sim;
        this.primary = primary;
        this.backup = backup;
        wire = new Wire(sim, primary, backup);
        wire.onClosed(primary, reason -> primary.role().channelLost(primaryEnd, reason));
        wire.onClosed(backup, reason -> backup.backup().channelLost(reason));
    }

    Replica primary() {
        return primary;
    }

    Replica backup() {
        return backup;
    }

    Wire wire() {
        return wire;
    }

    /** From now on each entry goes through {@code change} on the way. */
    void spoil(UnaryOperator<LogEntry> change) {
        spoiler = change;
    }

    /** Entries that the backup does not have. */
    boolean isLogOnTheWay() {
        return logOpened && accepted < next;
    }

    /** The backup has entries that the primary does not know of. */
    boolean isAckOnTheWay() {
        return acknowledged < accepted;
    }

    /** The backup has all entries below. */
    long accepted() {
        return accepted;
    }

    // ---- the primary's end ------------------------------------------------------------------------------------------

    final PrimaryLink primaryEnd = new PrimaryLink() {
        @Override
        public void send(PeerMessage message) {
            primary.cross(Crossing.MESSAGE_SENT);
            wire.send(primary, () -> backupHears(message));
        }

        @Override
        public LogSink openLog(long firstSequence, Runnable room) {
            logOpened = true;
            next = firstSequence;
            sent = firstSequence;
            accepted = firstSequence;
            acknowledged = firstSequence;
            acknowledgedUnseen = firstSequence;
            credit = firstSequence + sim.linkCredit();
            roomAgain = room;
            sim.checkers().forEach(checker -> checker.copied(primary, backup));
            return new Sink();
        }

        @Override
        public void sendState(byte[] snapshot, long firstSequence) {
            primary.cross(Crossing.MESSAGE_SENT);
            wire.send(primary, sim.time().micros(200, 3_000), () -> {
                backup.cross(Crossing.MESSAGE_HEARD);
                backup.backup().transferred(firstSequence, snapshot);
            });
            stateSent = true;
            sendEntries();
        }

        @Override
        public void close(String reason) {
            wire.close(primary, reason);
            unsent.clear();
            roomAgain.run();
        }
    };

    private final class Sink implements LogSink {
        @Override
        public long append(LogEntry entry) {
            primary.appends(entry);
            if (wire.isOpen(primary)) {
                unsent.add(entry);
                batched++;
            }
            return next++;
        }

        @Override
        public void flush() {
            if (batched > 0) {
                batched = 0;
                batchedSince = 0;
                sendEntries();
            }
        }

        @Override
        public void flushIfOlderThan(long ageNanos, long nowNanos) {
            if (batched > 0 && batchedSince == 0) {
                batchedSince = sim.time().now();
            } else if (batched > 0 && sim.time().now() - batchedSince >= ageNanos) {
                flush();
            }
        }

        @Override
        public boolean isFull() {
            return wire.isOpen(primary) && next - credit > BACKLOG;
        }
    }

    private void sendEntries() {
        int count = (int) Math.min(unsent.size() - batched, credit - sent);
        if (!stateSent || count <= 0 || !wire.isOpen(primary)) {
            return;
        }
        primary.cross(Crossing.LOG_SENT);
        List<LogEntry> batch = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            batch.add(unsent.remove());
        }
        sent += count;
        wire.send(primary, () -> backupTakes(batch));
    }

    private void primaryHears(PeerMessage message) {
        primary.cross(Crossing.MESSAGE_HEARD);
        if (message instanceof PeerMessage.Hello hello) {
            PeerMessage answer = primary.role() == null
                    ? new PeerMessage.Refused("no primary here")
                    : primary.role().backupArrived(hello, backup.id(), primaryEnd);
            wire.send(primary, () -> backupHears(answer));
            if (answer instanceof PeerMessage.Refused) {
                wire.close(primary, "refused");
            } else {
                primary.pairs(this);
            }
        } else {
            primary.role().heard(message);
        }
    }

    private void primaryHearsAck(long nextWanted, long granted) {
        primary.cross(Crossing.ACK_HEARD);
        boolean more = granted > credit;
        credit = Math.max(credit, granted);
        if (more) {
            sendEntries();
        }
        primary.role().peerAlive();
        if (nextWanted > acknowledged) {
            acknowledged = nextWanted;
            primary.role().acknowledged(nextWanted);
        }
        roomAgain.run();
        primary.wakeVcpu();
    }

    // ---- the backup's end -------------------------------------------------------------------------------------------

    private void backupHears(PeerMessage message) {
        backup.cross(Crossing.MESSAGE_HEARD);
        backup.backup().heard(message);
    }

    private void backupTakes(List<LogEntry> batch) {
        if (!sim.isOn(WorldRule.ACK)) {
            acknowledge(acknowledgedUnseen += batch.size());
            backup.after(HALF_WAY_NANOS, () -> queue(batch));
        } else if (!sealed) {
            queue(batch);
            acknowledge();
        }
    }

    private void queue(List<LogEntry> batch) {
        if (sealed) {
            return;
        }
        for (LogEntry arriving : batch) {
            LogEntry entry = spoiler.apply(arriving);
            backup.cross(Crossing.ENTRY_QUEUED);
            queue.add(entry);
            horizon = entry.horizon();
            long sequence = accepted++;
            sim.checkers().forEach(checker -> checker.accepted(backup, sequence, entry));
            backup.backup().entryAccepted(entry);
        }
        backup.backup().entriesArrived();
        backup.wakeVcpu();
    }

    private void acknowledge() {
        acknowledge(accepted);
    }

    private void acknowledge(long nextWanted) {
        backup.cross(Crossing.ACK_SENT);
        long granted = accepted - queue.size() + sim.linkCredit();
        wire.send(backup, () -> primaryHearsAck(nextWanted, granted));
    }

    final BackupLink backupEnd = new BackupLink() {
        @Override
        public void send(PeerMessage message) {
            backup.cross(Crossing.MESSAGE_SENT);
            wire.send(backup, () -> primaryHears(message));
        }

        @Override
        public long accepted() {
            return accepted;
        }

        @Override
        public void seal() {
            sealed = true;
            backup.wakeVcpu();
        }

        @Override
        public LogSource log() {
            return new Source();
        }

        @Override
        public void close(String reason) {
            wire.close(backup, reason);
        }
    };

    private final class Source implements LogSource {
        private long taken;

        @Override
        public LogEntry peek() {
            if (queue.isEmpty() && !isSealed() && !sim.isOn(WorldRule.HORIZON)) {
                return new LogEntry(horizon + 10, Phase.BEFORE, new Event.Progress());
            }
            return queue.peek();
        }

        @Override
        public void take() {
            queue.poll();
            if (++taken % (sim.linkCredit() / 4) == 0 && !sealed) {
                backup.loop().execute(Link.this::acknowledge);
            }
        }

        @Override
        public long horizon() {
            return sim.isOn(WorldRule.HORIZON) ? horizon : Long.MAX_VALUE;
        }

        /** Without the rule the log of a backup that wants to take over ends, too, but it accepts entries still. */
        @Override
        public boolean isSealed() {
            return sealed
                    || (!sim.rules().contains(Rule.SEAL)
                            && backup.backup().protocol().phase() == BackupPhase.SEALED);
        }
    }
}
