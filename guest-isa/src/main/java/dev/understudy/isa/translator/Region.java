package dev.understudy.isa.translator;

/** A translated region, called by {@link Translator} on the vCPU's thread. Each one is a hidden class of its own. */
abstract class Region {
    /** What the interpreter's marks call it. */
    int id;
    /** A byte a halfword of the page: the number of the entry there, 0 for none. */
    byte[] entries;
    /** Instructions that were executed here. */
    long executed;
    /** That many had been when somebody asked last. */
    private long taken;
    /** How often it was entered for that. */
    long visits;
    /** Whether it may become hot yet. */
    boolean warm;

    /**
     * Executes from one of the region's entries on, until control leaves it, or there is too little left for a block, or
     * the next instruction is the interpreter's. The hart's registers and pc are then those between two instructions.
     *
     * @param entry its number
     * @param page virtual address of the page, as the instructions see it
     * @param remaining how many instructions may be begun
     * @return how many are left of them; unchanged if the first instruction could not be executed here
     */
    abstract int run(int entry, long page, int remaining);

    /** Number of the entry at this offset in the page. */
    final int entryAt(int offset) {
        return entries[offset >>> 1];
    }

    /** Instructions that were executed here since somebody asked last. */
    final long takeExecuted() {
        long fresh = executed - taken;
        taken = executed;
        return fresh;
    }
}
