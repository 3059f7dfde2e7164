package dev.understudy.isa.translator;

/**
 * How much a region is worth. HotSpot goes by the class's name, which the launcher's flags know: a warm region is compiled
 * at once and by C1 only, a hot one as HotSpot sees fit. C2 costs some 20 ms a region, which only a few regions pay back.
 */
enum Tier {
    WARM("WarmRegion", 256, 64_000_000),
    HOT("HotRegion", 256, Long.MAX_VALUE);

    private final String name;
    private final int instructionsMax;
    private final long worth;

    Tier(String name, int instructionsMax, long worth) {
        this.name = "dev/understudy/isa/translator/" + name;
        this.instructionsMax = instructionsMax;
        this.worth = worth;
    }

    /** Internal name of the tier's classes. */
    String className() {
        return name;
    }

    /** Bound on a region's instructions: above it methods come near {@link RegionCompiler#BYTECODES_MAX} anyway. */
    int instructionsMax() {
        return instructionsMax;
    }

    /** Instructions that a region executes before it is worth the next tier. */
    long worth() {
        return worth;
    }
}
