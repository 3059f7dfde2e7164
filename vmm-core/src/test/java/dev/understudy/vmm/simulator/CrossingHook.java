package dev.understudy.vmm.simulator;

/** Hears of every crossing of every process before it takes effect; may {@linkplain SimulatedProcess#kill kill} there. */
interface CrossingHook {
    void crosses(SimulatedProcess process, Crossing crossing);
}
