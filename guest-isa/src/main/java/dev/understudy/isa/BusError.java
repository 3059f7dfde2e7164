package dev.understudy.isa;

/** Nothing answers at a physical address: the hart turns it into an access fault. One instance, no stack trace. */
public final class BusError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The only instance: it carries nothing, the hart knows the address. */
    public static final BusError NOTHING_THERE = new BusError();

    private BusError() {
        super("nothing answers at this address", null, false, false);
    }
}
