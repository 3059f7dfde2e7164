package dev.understudy.vmm.simulator;

import dev.understudy.vmm.host.NetworkPort;
import dev.understudy.vmm.replication.ClaimantId;
import java.util.ArrayDeque;

/** A replica's cable to the switch, as {@code SwitchClient}: connects and attaches again by itself, keeps what was not taken. */
final class SwitchPort implements NetworkPort {
    private static final long RETRY = 100 * VirtualTime.MILLI;

    /** An output until the switch has it. */
    private record Kept(boolean isFrame, long number, byte[] bytes) {
        private boolean isBelow(long nextFrame, long nextConsoleByte) {
            return isFrame ? number < nextFrame : number + bytes.length <= nextConsoleByte;
        }
    }

    private final Replica replica;
    private final Simulator sim;
    private final Listener listener;
    /** A switch that says nothing for so long is taken as lost, nanoseconds. */
    private final long silence;

    private final ArrayDeque<Kept> unsent = new ArrayDeque<>();
    private final ArrayDeque<Kept> sent = new ArrayDeque<>();
    private Plug plug;
    private boolean wantsAttach;
    private boolean attached;
    private boolean fenced;
    private boolean closed;
    private boolean turnedAway;
    private boolean reachable;
    private long generation;
    private long nextFrame;
    private long nextKey;

    SwitchPort(Replica replica, Listener listener) {
        this.replica = replica;
        this.sim = replica.sim;
        this.listener = listener;
        silence = 2 * sim.limits().silenceNanos();
        replica.after(sim.time().micros(50, 1_000), this::connect);
        pulse();
    }

    private void pulse() {
        replica.timer(silence / 4, () -> {
            Plug mine = plug;
            if (mine != null && sim.time().now() - mine.heardAt > silence) {
                mine.wire.close(replica, "silent");
                down("silent");
            } else if (mine != null) {
                mine.wire.send(
                        replica,
                        () -> mine.wire.send(
                                mine.process, () -> mine.heardAt = sim.time().now()));
            }
            pulse();
        });
    }

    /** Frames that the switch may not have. */
    boolean holdsFrames() {
        return !unsent.isEmpty() || !sent.isEmpty();
    }

    Wire wire() {
        return plug == null ? null : plug.wire;
    }

    // ---- the connection ---------------------------------------------------------------------------------------------

    /** One connection's end at the switch. */
    private final class Plug implements SwitchServer.Cable {
        private final SwitchServer server = sim.switchServer();
        private final SimulatedProcess process = server.process();
        private final Wire wire = new Wire(sim, replica, process);
        private long heardAt = sim.time().now();

        @Override
        public ClaimantId claimant() {
            return replica.id();
        }

        @Override
        public Wire wire() {
            return wire;
        }

        @Override
        public void attached() {
            if (plug == this) {
                replica.cross(Crossing.ATTACH_HEARD);
                unattached();
                attached = true;
                if (turnedAway) {
                    turnedAway = false;
                    listener.reachable(true, "attached");
                }
                listener.attached();
                pump();
            }
        }

        @Override
        public void refused(boolean lost, String reason) {
            if (plug == this && lost) {
                fenced(reason);
            } else if (plug == this) {
                unattached();
                turnedAway = true;
                listener.reachable(false, reason);
                replica.timer(RETRY, SwitchPort.this::sendAttach);
            }
        }

        @Override
        public void fenced(String reason) {
            if (plug == this && !fenced) {
                fenced = true;
                unattached();
                listener.fenced(reason);
            }
        }

        @Override
        public void frame(long number, byte[] frame) {
            if (plug == this && number >= nextFrame && !fenced) {
                replica.cross(Crossing.INPUT_HEARD);
                nextFrame = number + 1;
                listener.frame(number, frame);
            }
        }

        @Override
        public void consoleInput(long number, byte[] data) {
            if (plug == this && number >= nextKey && !fenced) {
                replica.cross(Crossing.INPUT_HEARD);
                nextKey = number + data.length;
                listener.consoleInput(number, data);
            }
        }

        @Override
        public void passed(long frames, long consoleBytes) {
            if (plug == this && !fenced) {
                replica.cross(Crossing.OUTPUT_CONFIRMED);
                while (!sent.isEmpty() && sent.peek().isBelow(frames, consoleBytes)) {
                    sent.remove();
                }
                listener.passed(frames, consoleBytes);
            }
        }

        @Override
        public String toString() {
            return replica.toString();
        }
    }

    private void connect() {
        SwitchServer server = sim.switchServer();
        if (closed || fenced) {
            return;
        }
        if (!server.isUp() || sim.network().isCut(replica, server.process())) {
            down("no connection");
            return;
        }
        Plug mine = new Plug();
        plug = mine;
        mine.wire.onClosed(mine.process, reason -> server.unplug(mine));
        mine.wire.onClosed(replica, reason -> {
            if (plug == mine) {
                down(reason);
            }
        });
        mine.wire.send(
                replica,
                () -> mine.wire.send(mine.process, () -> {
                    if (plug == mine) {
                        reachable = true;
                        listener.reachable(true, "connected");
                        sendAttach();
                    }
                }));
    }

    private void down(String reason) {
        plug = null;
        unattached();
        if (fenced || closed) {
            return;
        }
        if (reachable) {
            sim.trace().tell(replica, "lost the switch: %s", reason);
        }
        reachable = false;
        if (sim.isOn(WorldRule.YIELD)) {
            listener.reachable(false, reason);
        }
        replica.timer(RETRY, this::connect);
    }

    private void unattached() {
        attached = false;
        while (!sent.isEmpty()) {
            unsent.addFirst(sent.pollLast());
        }
    }

    private void sendAttach() {
        if (wantsAttach && !fenced && plug != null) {
            replica.cross(Crossing.ATTACH_SENT);
            Plug mine = plug;
            long asGeneration = generation;
            long wantedFrame = nextFrame;
            long wantedKey = nextKey;
            mine.wire.send(
                    replica,
                    () -> mine.server.attach(mine, asGeneration, replica.startsLife(), wantedFrame, wantedKey));
        }
    }

    // ---- what the role asks -----------------------------------------------------------------------------------------

    @Override
    public void attach(long asGeneration, long frame, long inputByte) {
        replica.loop().execute(() -> {
            wantsAttach = true;
            generation = asGeneration;
            nextFrame = Math.max(nextFrame, frame);
            nextKey = Math.max(nextKey, inputByte);
            sendAttach();
        });
    }

    @Override
    public void sendFrame(long number, byte[] frame) {
        leave(new Kept(true, number, frame));
    }

    @Override
    public void sendConsole(long number, byte[] data) {
        leave(new Kept(false, number, data));
    }

    private void leave(Kept output) {
        replica.cross(Crossing.OUTPUT_RELEASED);
        sim.checkers().forEach(checker -> checker.leaves(replica));
        if (!sim.isOn(WorldRule.REISSUE) && !replica.isLive()) {
            return;
        }
        if (!sim.isOn(WorldRule.CONFIRMATION)) {
            replica.loop()
                    .execute(() -> listener.passed(
                            output.isFrame ? output.number + 1 : 0,
                            output.isFrame ? 0 : output.number + output.bytes.length));
        }
        replica.loop().execute(() -> {
            unsent.add(output);
            pump();
        });
    }

    private void pump() {
        while (attached && plug != null && !unsent.isEmpty()) {
            replica.cross(Crossing.FRAME_SENT);
            Kept output = unsent.remove();
            sent.add(output);
            Plug mine = plug;
            mine.wire.send(replica, () -> {
                if (output.isFrame) {
                    mine.server.frameOut(mine, output.number, output.bytes);
                } else {
                    mine.server.consoleOut(mine, output.number, output.bytes);
                }
            });
        }
    }

    @Override
    public void taken(long frame, long inputByte) {
        replica.loop().execute(() -> {
            if (plug != null) {
                Plug mine = plug;
                mine.wire.send(replica, () -> mine.server.taken(mine, frame, inputByte));
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        if (plug != null) {
            plug.wire.close(replica, "closed");
        }
    }
}
