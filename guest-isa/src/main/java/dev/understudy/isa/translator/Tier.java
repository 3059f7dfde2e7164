package dev.understudy.isa.translator;

/**
 * Which of HotSpot's compilers a region is for, by the name of its class: directives keep warm ones from C2, which takes a second
 * of CPU for a large region.
 */
enum Tier {
    WARM("WarmRegion", false),
    /** Executes much. */
    HOT("HotRegion", false),
    /** Executes much before it is left each time. */
    LOOPING("HotRegion", true);

    /** Instructions that a region executes before it is worth C2: about what C2 costs. */
    static final long HOT_AFTER = 500_000_000;

    /** Instructions before a region is left, in the mean, that make entering and leaving with many registers worth it. */
    private static final int LOOPING_FROM = 500;

    private final String name;
    private final boolean registersReside;

    Tier(String name, boolean registersReside) {
        this.registersReside = registersReside;
        this.name = "dev/understudy/isa/translator/" + name;
    }

    /** Internal name of the tier's classes. */
    String className() {
        return name;
    }

    /** Whether registers are in locals from entering a region to leaving it, see {@link GuestRegisters}. */
    boolean registersReside() {
        return registersReside;
    }

    /** What a warm region becomes that executed so many instructions in so many visits. */
    static Tier hot(long executed, long visits) {
        return executed / LOOPING_FROM < visits ? HOT : LOOPING;
    }
}
