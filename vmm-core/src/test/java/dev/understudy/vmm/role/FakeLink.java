package dev.understudy.vmm.role;

import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogSink;
import dev.understudy.vmm.log.LogSource;
import dev.understudy.vmm.replication.ClaimantId;
import dev.understudy.vmm.replication.PeerMessage;
import java.util.ArrayDeque;
import java.util.function.UnaryOperator;

/** A connection of a primary and its backup; what is sent waits on the wire until the test delivers it. */
final class FakeLink {
    private static final int WINDOW = 400;

    private final PrimaryRole primary;
    private final BackupRole backup;
    private final ClaimantId backupId;
    private final ArrayDeque<Runnable> toBackup = new ArrayDeque<>();
    private final ArrayDeque<Runnable> toPrimary = new ArrayDeque<>();
    private final ArrayDeque<LogEntry> unsent = new ArrayDeque<>();
    private final ArrayDeque<LogEntry> queue = new ArrayDeque<>();
    private boolean logOpen;
    private boolean sealed;
    private boolean closed;
    private long next;
    private long accepted;
    private long acknowledged;
    private long horizon;
    private UnaryOperator<LogEntry> spoiler = UnaryOperator.identity();
    private Runnable roomAgain = () -> {};

    FakeLink(PrimaryRole primary, BackupRole backup, ClaimantId backupId) {
        this.primary = primary;
        this.backup = backup;
        this.backupId = backupId;
    }

    /** Entries on the wire. */
    boolean isLogOnTheWay() {
        return accepted < next;
    }

    /** The backup has entries that the primary does not know of. */
    boolean isAckOnTheWay() {
        return acknowledged < accepted;
    }

    boolean isClosed() {
        return closed;
    }

    void deliverToBackup() {
        Runnable item = toBackup.poll();
        if (item != null && !sealed) {
            item.run();
        }
    }

    void deliverToPrimary() {
        Runnable item = toPrimary.poll();
        if (item != null) {
            item.run();
        }
    }

    /** The primary's process is gone: what is on the wire is lost, the backup sees the end of the connection. */
    void primaryDied() {
        closed = true;
        toBackup.clear();
        toPrimary.clear();
        toBackup.add(() -> backup.channelLost("killed"));
    }

    void backupDied() {
        closed = true;
        toBackup.clear();
        toPrimary.clear();
        toPrimary.add(() -> primary.channelLost(primaryEnd, "killed"));
    }

    final PrimaryLink primaryEnd = new PrimaryLink() {
        @Override
        public void send(PeerMessage message) {
            if (!closed) {
                toBackup.add(() -> backup.heard(message));
            }
        }

        @Override
        public LogSink openLog(long firstSequence, Runnable room) {
            next = firstSequence;
            accepted = firstSequence;
            acknowledged = firstSequence;
            roomAgain = room;
            return new Sink();
        }

        @Override
        public void sendState(byte[] snapshot, long firstSequence) {
            toBackup.add(() -> backup.transferred(snapshot));
            logOpen = true;
            unsent.forEach(FakeLink.this::putOnTheWire);
            unsent.clear();
        }

        @Override
        public void close(String reason) {
            if (!closed) {
                closed = true;
                toBackup.add(() -> backup.channelLost(reason));
            }
            roomAgain.run();
        }
    };

    private final class Sink implements LogSink {
        @Override
        public long append(LogEntry entry) {
            if (!closed) {
                if (logOpen) {
                    putOnTheWire(entry);
                } else {
                    unsent.add(entry);
                }
            }
            return next++;
        }

        @Override
        public void flush() {}

        @Override
        public boolean isFull() {
            return !closed && next - acknowledged > WINDOW;
        }
    }

    /** From now on each entry goes through {@code change} on the wire. */
    void spoil(UnaryOperator<LogEntry> change) {
        spoiler = change;
    }

    private void putOnTheWire(LogEntry sent) {
        toBackup.add(() -> {
            LogEntry entry = spoiler.apply(sent);
            queue.add(entry);
            horizon = entry.horizon();
            accepted++;
            long upTo = accepted;
            backup.entryAccepted(entry);
            backup.entriesArrived();
            toPrimary.add(() -> {
                acknowledged = upTo;
                primary.acknowledged(upTo);
                roomAgain.run();
            });
        });
    }

    final BackupLink backupEnd = new BackupLink() {
        @Override
        public void send(PeerMessage message) {
            if (closed) {
                return;
            }
            toPrimary.add(() -> {
                if (message instanceof PeerMessage.Hello hello) {
                    PeerMessage answer = primary.backupArrived(hello, backupId, primaryEnd);
                    toBackup.add(() -> backup.heard(answer));
                } else {
                    primary.heard(message);
                }
            });
        }

        @Override
        public long accepted() {
            return accepted;
        }

        @Override
        public void seal() {
            sealed = true;
        }

        @Override
        public LogSource log() {
            return new Source();
        }

        @Override
        public void close(String reason) {
            if (!closed) {
                closed = true;
                toPrimary.add(() -> primary.channelLost(primaryEnd, reason));
            }
        }
    };

    private final class Source implements LogSource {
        @Override
        public LogEntry peek() {
            return queue.peek();
        }

        @Override
        public void take() {
            queue.poll();
        }

        @Override
        public long horizon() {
            return horizon;
        }

        @Override
        public boolean isSealed() {
            return sealed;
        }
    }
}
