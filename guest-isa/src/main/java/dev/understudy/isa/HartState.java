package dev.understudy.isa;

/**
 * Every architectural bit of the hart, for engines: open fields, because engines copy them into locals. Whoever is not an
 * engine goes through {@link Hart}.
 */
public final class HartState {
    /** x0 to x31; 32 takes what is written to x0; the rest is never used: 64 make {@code & 63} a bounds check. */
    public final long[] registers = new long[64];

    /** Address of the next instruction; in the middle of one, its own. */
    public long pc;

    /** Number of the next instruction; in the middle of one, its own. */
    public long instruction;
}
