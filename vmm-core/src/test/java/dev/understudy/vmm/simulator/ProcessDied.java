package dev.understudy.vmm.simulator;

/** Ends the event in which its process dies: an Error, so that no code of the process catches it. */
final class ProcessDied extends Error {
    private static final long serialVersionUID = 1;

    ProcessDied() {
        super("killed in the middle of an event", null, false, false);
    }
}
