package dev.understudy.vmm.simulator;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.BlockStore;
import dev.understudy.vmm.log.DiskStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A replica's end of the shared disk, with the states and the order of {@code NbdClient}: connects again by itself, binds to
 * its owner first, holds everything after a restart of the server until the unsynced writes are written again.
 */
final class DiskClient implements BlockStore {
    private static final long FIRST_RETRY = 10 * VirtualTime.MILLI;
    private static final long LAST_RETRY = 1_000 * VirtualTime.MILLI;

    private enum State {
        CONNECTING,
        STANDBY,
        BINDING,
        HELD,
        REWRITING,
        SERVING,
        ENDED
    }

    private final Replica replica;
    private final Simulator sim;
    private final Listener listener;
    /** A server that owes an answer for so long is taken as lost, nanoseconds. */
    private final long silence;

    private final Map<Long, DiskRequest> pending = new LinkedHashMap<>();
    private State state = State.CONNECTING;
    private Wire wire;
    private DiskServer.Session session;
    private boolean owns;
    private long generation;
    private long nextCookie;
    private long instance;
    private long knownInstance;
    private long heldInstance;
    private List<DiskRequest> rewrite = List.of();
    private boolean rewriteWanted;
    private long retryNanos = FIRST_RETRY;
    private long attempts;
    private boolean reachable;
    private long heardAt;
    private boolean pulseOwed;
    private long newestAnswer = -1;

    DiskClient(Replica replica, Listener listener) {
        this.replica = replica;
        this.sim = replica.sim;
        this.listener = listener;
        silence = 2 * sim.limits().silenceNanos();
        connectAfter(sim.time().micros(100, 2_000));
        pulse();
    }

    @Override
    public long capacity() {
        return sim.guest().diskBytes();
    }

    /** A write that was sent has not been answered. */
    boolean isWriting() {
        return state == State.SERVING
                && pending.values().stream().anyMatch(request -> request.kind() == DiskRequest.Kind.WRITE);
    }

    /** Id of the request answered last; -1: none. */
    long newestAnswer() {
        return newestAnswer;
    }

    Wire wire() {
        return wire;
    }

    // ---- what the role asks -----------------------------------------------------------------------------------------

    @Override
    public void submit(DiskRequest request) {
        replica.cross(Crossing.DISK_ISSUED);
        if (request.kind().isOutput()) {
            sim.checkers().forEach(checker -> checker.leaves(replica));
        }
        if (!sim.isOn(WorldRule.REISSUE) && !replica.isLive()) {
            return;
        }
        replica.loop().execute(() -> {
            long cookie = nextCookie++;
            pending.put(cookie, request);
            if (state == State.SERVING) {
                send(cookie, request);
            }
        });
    }

    @Override
    public void own(long granted, long instanceOfLog) {
        replica.loop().execute(() -> {
            if (state == State.ENDED) {
                return;
            }
            owns = true;
            generation = granted;
            knownInstance = instanceOfLog;
            retryNanos = FIRST_RETRY;
            if (state == State.STANDBY) {
                bind();
            } else if (state != State.CONNECTING) {
                dropAndLose("owned in a new generation");
            } else if (wire == null) {
                connectAfter(0);
            }
        });
    }

    @Override
    public void standBy(Runnable stoodBy) {
        replica.loop().execute(() -> {
            owns = false;
            if (state != State.ENDED && state != State.STANDBY && wire != null) {
                dropAndLose("stands by");
            }
            stoodBy.run();
        });
    }

    @Override
    public void resume(long forInstance, List<DiskRequest> unsynced) {
        List<DiskRequest> writes = List.copyOf(unsynced);
        replica.loop().execute(() -> {
            if (heldInstance != forInstance) {
                return;
            }
            heldInstance = 0;
            knownInstance = forInstance;
            rewrite = sim.isOn(WorldRule.UNSYNCED_WRITES) ? writes : List.of();
            rewriteWanted = true;
            if (state == State.HELD) {
                rewrite(0);
            }
        });
    }

    @Override
    public void close() {
        state = State.ENDED;
        if (wire != null) {
            wire.close(replica, "closed");
        }
    }

    // ---- the connection ---------------------------------------------------------------------------------------------

    private void connectAfter(long nanos) {
        long mine = ++attempts;
        replica.timer(nanos, () -> {
            if (mine == attempts && state == State.CONNECTING && wire == null) {
                connect();
            }
        });
    }

    private void connect() {
        DiskServer server = sim.disk();
        if (!server.isUp() || sim.network().isCut(replica, server.process())) {
            lost("no connection");
            return;
        }
        Wire mine = new Wire(sim, replica, server.process());
        wire = mine;
        session = null;
        heardAt = sim.time().now();
        mine.onClosed(replica, reason -> lost(mine, reason));
        mine.send(replica, () -> mine.send(server.process(), () -> connected(mine)));
    }

    private void connected(Wire on) {
        if (on != wire) {
            return;
        }
        heardAt = sim.time().now();
        if (owns) {
            bind();
        } else {
            state = State.STANDBY;
            nowReachable(0);
        }
    }

    private void bind() {
        state = State.BINDING;
        Wire mine = wire;
        DiskServer server = sim.disk();
        long asGeneration = generation;
        mine.send(
                replica,
                () -> server.bind(replica.id(), asGeneration, mine, new DiskServer.Replies() {
                    @Override
                    public void bound(DiskServer.Session bound, long served) {
                        if (mine == wire) {
                            mine.onClosed(server.process(), reason -> server.unbind(bound));
                            session = bound;
                            instance = served;
                            startServing();
                        }
                    }

                    @Override
                    public void refused(boolean isLost, String reason) {
                        if (mine == wire && isLost) {
                            state = State.ENDED;
                            loseOwnership(reason);
                            mine.close(replica, reason);
                        } else if (mine == wire) {
                            dropAndLose(reason);
                        }
                    }
                }));
    }

    /** Without the rule the guest is told that its disk has failed, and nobody that the life is another's. */
    private void loseOwnership(String reason) {
        if (sim.isOn(WorldRule.LOST_IS_NO_ERROR)) {
            pending.clear();
            listener.ownershipLost(reason);
        } else {
            List<Long> cookies = pending.keySet().stream().sorted().toList();
            cookies.forEach(cookie -> answered(cookie, DiskStatus.IO_ERROR, new byte[0]));
        }
    }

    private void dropAndLose(String reason) {
        wire.close(replica, reason);
        lost(reason);
    }

    private void lost(Wire ended, String reason) {
        if (ended == wire) {
            lost(reason);
        }
    }

    private void lost(String reason) {
        wire = null;
        session = null;
        pulseOwed = false;
        if (state == State.ENDED) {
            return;
        }
        state = State.CONNECTING;
        instance = 0;
        if (reachable) {
            reachable = false;
            sim.trace().tell(replica, "lost the disk: %s", reason);
            listener.reachable(false, 0);
        }
        connectAfter(retryNanos);
        retryNanos = Math.min(LAST_RETRY, 2 * retryNanos);
    }

    private void nowReachable(long reported) {
        retryNanos = FIRST_RETRY;
        heardAt = sim.time().now();
        reachable = true;
        listener.reachable(true, reported);
    }

    private void pulse() {
        replica.timer(silence / 4, () -> {
            if (state == State.ENDED) {
                return;
            }
            boolean owed = pulseOwed || !pending.isEmpty() || state != State.SERVING;
            if (wire != null && owed && sim.time().now() - heardAt > silence) {
                dropAndLose("silent");
            } else if (wire != null && !pulseOwed && sim.time().now() - heardAt > silence / 8) {
                Wire mine = wire;
                SimulatedProcess server = sim.disk().process();
                pulseOwed = true;
                mine.send(replica, () -> {
                    sim.disk().seen(replica.id());
                    mine.send(server, () -> {
                        heardAt = sim.time().now();
                        pulseOwed = false;
                    });
                });
            }
            pulse();
        });
    }

    // ---- serving ----------------------------------------------------------------------------------------------------

    private void startServing() {
        if (knownInstance == 0) {
            knownInstance = instance; // nothing was written before: nothing to write again
        }
        if (instance != knownInstance || instance == heldInstance) {
            state = State.HELD;
            heldInstance = instance;
        } else if (rewriteWanted) {
            rewrite(0);
        } else {
            serve();
        }
        nowReachable(instance);
    }

    private void rewrite(int index) {
        state = State.REWRITING;
        boolean flush = index == rewrite.size();
        DiskRequest request =
                flush ? new DiskRequest(-2, DiskRequest.Kind.FLUSH, 0, 0, new byte[0]) : rewrite.get(index);
        Wire mine = wire;
        transmit(request, true, (refused, status, data) -> {
            if (mine != wire) {
                return;
            }
            if (refused) {
                dropAndLose("fenced");
            } else if (flush) {
                rewriteWanted = false;
                rewrite = List.of();
                serve();
            } else {
                rewrite(index + 1);
            }
        });
    }

    private void serve() {
        state = State.SERVING;
        Map.copyOf(pending).keySet().stream().sorted().forEach(cookie -> send(cookie, pending.get(cookie)));
    }

    private void send(long cookie, DiskRequest request) {
        Wire mine = wire;
        transmit(request, false, (refused, status, data) -> {
            if (mine != wire) {
                return;
            }
            if (refused && sim.isOn(WorldRule.LOST_IS_NO_ERROR)) {
                dropAndLose("fenced"); // or an older connection of this very owner: binding again tells which
            } else {
                answered(cookie, status, data);
            }
        });
    }

    private void answered(long cookie, DiskStatus status, byte[] data) {
        replica.cross(Crossing.DISK_ANSWERED);
        heardAt = sim.time().now();
        DiskRequest request = pending.remove(cookie);
        newestAnswer = request.id();
        listener.completed(request, status, data);
    }

    private void transmit(DiskRequest request, boolean again, DiskServer.Reply reply) {
        replica.cross(Crossing.DISK_SENT);
        DiskServer server = sim.disk();
        DiskServer.Session mine = session;
        wire.send(replica, () -> server.request(mine, request, again, reply));
    }
}
