package dev.understudy.vmm.simulator;

import java.util.function.Consumer;

/**
 * One TCP connection: a stream each way, in order, with delay. Streams of different connections overtake each other. What
 * an end has closed it hears no more.
 */
final class Wire {
    /** One process's end. */
    private final class End {
        private final SimulatedProcess process;
        private Consumer<String> closed = reason -> {};
        private boolean open = true;
        /** When the newest message to this end arrives. */
        private long lastArrival;
        /** Messages that would arrive at this end later are lost. */
        private long cutAt = Long.MAX_VALUE;

        private End(SimulatedProcess process) {
            this.process = process;
        }

        private void arrive(End from, long extraNanos, Runnable message) {
            if (cutAt != Long.MAX_VALUE) {
                return;
            }
            long arrival = Math.max(lastArrival, sim.network().arrival(from.process, process) + extraNanos);
            lastArrival = arrival;
            sim.time().at(arrival, process, () -> {
                if (open && arrival <= cutAt) {
                    message.run();
                }
            });
        }

        private void hearEnd(End from, String reason) {
            long arrival = Math.max(Math.min(lastArrival, cutAt), sim.network().arrival(from.process, process));
            lastArrival = arrival;
            sim.time().at(arrival, process, () -> {
                if (open) {
                    open = false;
                    closed.accept(reason);
                }
            });
        }

        /** A random part of what is on its way to here is lost. */
        private void loseTail() {
            long now = sim.time().now();
            if (lastArrival > now && cutAt == Long.MAX_VALUE) {
                cutAt = now + sim.time().below(lastArrival - now + 1);
            } else {
                cutAt = Math.min(cutAt, Math.max(now, lastArrival));
            }
        }
    }

    private final Simulator sim;
    private final End one;
    private final End other;

    Wire(Simulator sim, SimulatedProcess one, SimulatedProcess other) {
        this.sim = sim;
        this.one = new End(one);
        this.other = new End(other);
        one.wired(this);
        other.wired(this);
    }

    /** What {@code at} does when it hears that the connection ended. */
    void onClosed(SimulatedProcess at, Consumer<String> closed) {
        end(at).closed = closed;
    }

    /** {@code message} runs in the peer's process when it arrives there, if it does. */
    void send(SimulatedProcess from, Runnable message) {
        send(from, 0, message);
    }

    /** {@code extraNanos}: it is long, and takes so much more time. */
    void send(SimulatedProcess from, long extraNanos, Runnable message) {
        if (end(from).open) {
            peer(from).arrive(end(from), extraNanos, message);
        }
    }

    /** {@code from} hears nothing from here on; the peer hears so after all that was sent. */
    void close(SimulatedProcess from, String reason) {
        if (end(from).open) {
            end(from).open = false;
            peer(from).hearEnd(end(from), reason);
        }
    }

    /** Both ends hear that the connection broke; a part of what is on its way is lost. */
    void breakDown(String reason) {
        if (one.open && other.open) {
            one.loseTail();
            other.loseTail();
            one.hearEnd(other, reason);
            other.hearEnd(one, reason);
        }
    }

    void died(SimulatedProcess process, boolean hostToo) {
        if (end(process).open) {
            end(process).open = false;
            peer(process).loseTail();
            if (!hostToo) {
                peer(process).hearEnd(end(process), "its peer was killed");
            }
        }
    }

    boolean isOpen(SimulatedProcess at) {
        return end(at).open;
    }

    boolean isOver() {
        return !one.open && !other.open;
    }

    private End end(SimulatedProcess of) {
        return of == one.process ? one : other;
    }

    private End peer(SimulatedProcess of) {
        return of == one.process ? other : one;
    }
}
