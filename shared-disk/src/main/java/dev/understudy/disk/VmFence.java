package dev.understudy.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;

/**
 * Stands between the connections and the disks of one VM (rules Fence and Connection fence). A request holds the lock
 * shared from the check of its ownership to the end of its work. A fence first changes what the check sees, so that what
 * is queued will be refused; then takes the lock alone for a moment, so that what was in progress has ended.
 */
final class VmFence {
    private final Set<Rule> rules;
    /** Fair, so that a fence is not starved by a stream of requests. */
    private final ReadWriteLock apply = new ReentrantReadWriteLock(true);

    private final List<Session> owners = new CopyOnWriteArrayList<>();
    /** Null if the record is unreadable: nobody changes anything then. */
    private volatile ArbiterRecord record;

    VmFence(ArbiterRecord record, Set<Rule> rules) {
        this.record = record;
        this.rules = rules;
    }

    /** Before the check and the work of a request; {@link #leave} after. */
    void enter() {
        apply.readLock().lock();
    }

    void leave() {
        apply.readLock().unlock();
    }

    /** {@link Nbd#OK}, or the error that refuses the request. Between {@link #enter} and {@link #leave}. */
    int admit(Session session, boolean changesDisk) {
        ArbiterRecord now = record;
        if (session.owner() == null) {
            return changesDisk && (now == null || now.lifeRuns()) ? Nbd.EPERM : Nbd.OK;
        }
        boolean owns = now != null
                && now.ownedBy(session.owner().claimant(), session.owner().generation());
        return session.ended() || (!owns && rules.contains(Rule.FENCE)) ? Nbd.ESHUTDOWN : Nbd.OK;
    }

    boolean readOnlyForPlainClients() {
        ArbiterRecord now = record;
        return now == null || now.lifeRuns();
    }

    /** The record changed, or its owner asks again: ends all who are not its owner, and returns when they have ended. */
    void fence(ArbiterRecord next) {
        record = next;
        if (rules.contains(Rule.FENCE)) {
            end(session ->
                    !next.ownedBy(session.owner().claimant(), session.owner().generation()));
        } else {
            waitOut();
        }
    }

    /** The record changed, its owner did not; null: it cannot be relied on any more. */
    void record(ArbiterRecord next) {
        record = next;
    }

    /** The owner ended its own life: it may write no more, but it closes its connections itself. */
    void endLife(ArbiterRecord next) {
        record = next;
        waitOut();
    }

    /** Takes in an owner's connection, after ending its older ones to the same export. */
    void attach(Session session) {
        if (rules.contains(Rule.CONNECTION_FENCE)) {
            end(older -> older.export().equals(session.export()));
        }
        owners.add(session);
    }

    /** The connection is gone: what it had queued is never applied, since its owner will send it again on a new one. */
    void detach(Session session) {
        if (rules.contains(Rule.CONNECTION_FENCE)) {
            session.end();
        }
        owners.remove(session);
    }

    boolean hasOwner() {
        return !owners.isEmpty();
    }

    private void end(Predicate<Session> which) {
        List<Session> ending = new ArrayList<>(owners);
        ending.removeIf(which.negate());
        ending.forEach(Session::end);
        waitOut();
        ending.forEach(Session::closeConnection);
        owners.removeAll(ending);
    }

    private void waitOut() {
        if (rules.contains(Rule.WAIT_OUT)) {
            apply.writeLock().lock();
            apply.writeLock().unlock();
        }
    }
}
