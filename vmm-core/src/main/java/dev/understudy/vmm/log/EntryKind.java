package dev.understudy.vmm.log;

import dev.understudy.vmm.log.Event.ConsoleInput;
import dev.understudy.vmm.log.Event.Digest;
import dev.understudy.vmm.log.Event.DiskCompleted;
import dev.understudy.vmm.log.Event.EntropyCompleted;
import dev.understudy.vmm.log.Event.FrameReceived;
import dev.understudy.vmm.log.Event.GuestReset;
import dev.understudy.vmm.log.Event.OperatorAction;
import dev.understudy.vmm.log.Event.OutputPoint;
import dev.understudy.vmm.log.Event.PowerOff;
import dev.understudy.vmm.log.Event.Progress;
import dev.understudy.vmm.log.Event.SeedRead;
import dev.understudy.vmm.log.Event.Stable;
import dev.understudy.vmm.log.Event.TimeRead;
import dev.understudy.vmm.log.Event.TimerDue;

/**
 * What the log can hold: one row for each event in each phase it may have. Wire codes are for ever; a code that went out
 * of use is never given again. Codes 1..14 cost no byte of their own, codes 16..255 one more; 0 is no code, so that a
 * run of zero bytes is no log, and 15 on the wire says that a long code follows.
 */
public enum EntryKind {
    TIMER_DUE(1, Phase.BEFORE, "timer"),
    TIME_READ(2, Phase.DURING, "time"),
    OUTPUT_POINT(3, Phase.DURING, "output"),
    /** An OutputPoint between two instructions: it proves the console bytes of a slice. */
    SLICE_OUTPUT_POINT(4, Phase.BEFORE, "slice-output"),
    FRAME_RECEIVED(5, Phase.BEFORE, "frame"),
    DISK_COMPLETED(6, Phase.BEFORE, "disk"),
    PROGRESS(7, Phase.BEFORE, "progress"),
    /** A digest of registers and devices only. */
    REGISTER_DIGEST(8, Phase.BEFORE, "register-digest"),
    /** A digest of registers, devices and all of RAM. */
    FULL_DIGEST(9, Phase.BEFORE, "full-digest"),
    SEED_READ(10, Phase.DURING, "seed"),
    ENTROPY_COMPLETED(11, Phase.BEFORE, "entropy"),
    CONSOLE_INPUT(12, Phase.BEFORE, "console"),
    STABLE(16, Phase.BEFORE, "stable"),
    OPERATOR_ACTION(17, Phase.BEFORE, "operator"),
    GUEST_RESET(18, Phase.DURING, "reset"),
    POWER_OFF(19, Phase.DURING, "power-off"),
    /** A PowerOff between two instructions: the guest's verdict was found in its memory (HTIF) at the end of a slice. */
    SLICE_POWER_OFF(20, Phase.BEFORE, "slice-power-off");

    private static final EntryKind[] BY_CODE = new EntryKind[256];

    static {
        for (EntryKind kind : values()) {
            BY_CODE[kind.code] = kind;
        }
    }

    private final int code;
    private final Phase phase;
    private final String label;

    EntryKind(int code, Phase phase, String label) {
        this.code = code;
        this.phase = phase;
        this.label = label;
    }

    /** The stable wire code, 1..255. */
    public int code() {
        return code;
    }

    public Phase phase() {
        return phase;
    }

    /** The name in texts, JSON and metrics: lower case letters and hyphens. */
    public String label() {
        return label;
    }

    /** The kind with this wire code, or null. */
    static EntryKind ofCode(int code) {
        return BY_CODE[code & 0xff];
    }

    /** The row of an entry. Throws IllegalArgumentException for an event in a phase that it may not have. */
    public static EntryKind of(LogEntry entry) {
        EntryKind kind = of(entry.event(), entry.phase());
        if (kind.phase != entry.phase()) {
            throw new IllegalArgumentException(
                    "an entry of kind " + kind.label + " is always " + kind.phase + " its instruction: " + entry);
        }
        return kind;
    }

    // The order is that of frequency: Java 17 has no switch over sealed types yet.
    private static EntryKind of(Event event, Phase phase) {
        if (event instanceof TimerDue) {
            return TIMER_DUE;
        } else if (event instanceof TimeRead) {
            return TIME_READ;
        } else if (event instanceof OutputPoint) {
            return phase == Phase.DURING ? OUTPUT_POINT : SLICE_OUTPUT_POINT;
        } else if (event instanceof FrameReceived) {
            return FRAME_RECEIVED;
        } else if (event instanceof DiskCompleted) {
            return DISK_COMPLETED;
        } else if (event instanceof Progress) {
            return PROGRESS;
        } else if (event instanceof Digest digest) {
            return digest.memory() == 0 ? REGISTER_DIGEST : FULL_DIGEST;
        } else if (event instanceof SeedRead) {
            return SEED_READ;
        } else if (event instanceof EntropyCompleted) {
            return ENTROPY_COMPLETED;
        } else if (event instanceof ConsoleInput) {
            return CONSOLE_INPUT;
        } else if (event instanceof Stable) {
            return STABLE;
        } else if (event instanceof OperatorAction) {
            return OPERATOR_ACTION;
        } else if (event instanceof GuestReset) {
            return GUEST_RESET;
        } else if (event instanceof PowerOff) {
            return phase == Phase.DURING ? POWER_OFF : SLICE_POWER_OFF;
        }
        throw new IllegalArgumentException("no kind for " + event);
    }
}
