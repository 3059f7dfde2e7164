package dev.understudy.isa.translator;

/** How much a region is worth: what runs a little is to be cheap to compile, what runs for ever is to be fast. */
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
