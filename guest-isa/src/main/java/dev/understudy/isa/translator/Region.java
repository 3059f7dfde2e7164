package dev.understudy.isa.translator;

/** A translated region, called by {@link Translator} on the vCPU's thread. Each one is a hidden class of its own. */
abstract class Region {
    /** Instructions that were executed here. */
    long executed;
    /** Whether it may become hot yet. */
    boolean warm;

    /**
     * Executes from one of the region's entries on, until control leaves it, or there is too little left for a block, or
     * the next instruction is the interpreter's. The hart's registers and pc are then those between two instructions.
     *
     * @param at the entry's offset in the page
     * @param page virtual address of the page, as the instructions see it
     * @param remaining how many instructions may be begun
     * @return how many are left of them; unchanged if the first instruction could not be executed here
     */
    abstract int run(int at, long page, int remaining);
}
