package dev.understudy.vmm.rehearsal;

import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.Output;
import java.util.List;

/** A life that was compared and found alike: for what else a test wants to know of it. */
public final class Run {
    private final Take.Played played;

    Run(Take.Played played) {
        this.played = played;
    }

    /** In its last state. */
    public Machine machine() {
        return played.machine();
    }

    /** Everything that the guest wrote to its console, a character a byte. */
    public String console() {
        return LiveRehearsal.console(played.outputs());
    }

    /** Everything that the guest made, in order. */
    public List<Output> outputs() {
        return played.outputs();
    }

    /** The log. */
    public List<LogEntry> entries() {
        return played.entries();
    }
}
