package dev.understudy.vmm.simulator;

import java.util.ArrayList;
import java.util.List;

/** One process on a host of its own. All that happens in it happens in its events, one after the other. */
class SimulatedProcess {
    final Simulator sim;
    private final String name;
    private final List<Wire> wires = new ArrayList<>();
    private boolean dead;
    private long pausedUntil;
    private int slowness = 1;
    private int vcpuSlowness = 1;
    private int nanosAnInstruction;

    SimulatedProcess(Simulator sim, String name) {
        this.sim = sim;
        this.name = name;
    }

    final boolean isAlive() {
        return !dead;
    }

    final long pausedUntil() {
        return dead ? 0 : pausedUntil;
    }

    final boolean isPaused() {
        return pausedUntil > sim.time().now();
    }

    /** How many times longer everything takes here. */
    final int slowness() {
        return slowness;
    }

    final void slowness(int times) {
        slowness = times;
    }

    final void carryOut(Runnable action) {
        if (dead) {
            return;
        }
        try {
            action.run();
            afterEvent();
        } catch (ProcessDied end) {
            if (!dead) {
                throw end;
            }
        }
    }

    /** After each event: what it left for others in the process. */
    void afterEvent() {}

    /** The one place that everything passes which leaves this process or comes to it. */
    final void cross(Crossing crossing) {
        if (!dead) {
            sim.hook().crosses(this, crossing);
        }
        if (dead) {
            throw new ProcessDied();
        }
    }

    /** In this process, after so long; longer on a slow host. */
    final void after(long nanos, Runnable action) {
        sim.time().after(nanos * slowness, this, action);
    }

    /** A timer of this process: as long on a slow host as on any. */
    final void timer(long nanos, Runnable action) {
        sim.time().after(nanos, this, action);
    }

    final void wired(Wire wire) {
        wires.removeIf(Wire::isOver);
        wires.add(wire);
    }

    final void pauseUntil(long nanos) {
        sim.trace().tell(this, "stands still until %.3f ms", nanos / 1e6);
        pausedUntil = Math.max(pausedUntil, nanos);
    }

    /** From now on it is as quick as any; a pause goes on to its end. */
    final void recover() {
        slowness = 1;
        vcpuSlowness = 1;
    }

    /** How many times longer its vCPU takes, beyond {@link #slowness}. */
    final int vcpuSlowness() {
        return vcpuSlowness;
    }

    final void vcpuSlowness(int times) {
        vcpuSlowness = times;
    }

    /** What an instruction takes its vCPU; 0: a slice takes what chance gives it. */
    final int nanosAnInstruction() {
        return nanosAnInstruction;
    }

    final void nanosAnInstruction(int nanos) {
        nanosAnInstruction = nanos;
    }

    /**
     * SIGKILL, or the end of the whole host: then nobody is told. A random part of what is on its way out still arrives.
     * Within an event of this process the rest of that event happens only up to the next crossing.
     */
    final void kill(boolean hostToo) {
        if (dead) {
            return;
        }
        sim.trace().tell(this, hostToo ? "its host dies" : "is killed");
        dead = true;
        died();
        List.copyOf(wires).forEach(wire -> wire.died(this, hostToo));
        wires.clear();
    }

    /** An orderly exit: what was sent arrives. */
    final void exit() {
        if (!dead) {
            dead = true;
            died();
            List.copyOf(wires).forEach(wire -> wire.close(this, "its process ended"));
            wires.clear();
        }
    }

    void died() {}

    @Override
    public final String toString() {
        return name;
    }
}
