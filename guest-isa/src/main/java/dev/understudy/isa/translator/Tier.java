package dev.understudy.isa.translator;

/**
 * Which of HotSpot's compilers a region is for, by the name of its class: directives keep warm ones from C2, which takes a second
 * of CPU for a large region.
 */
enum Tier {
    WARM("WarmRegion"),
    HOT("HotRegion");

    /** Instructions that a region executes before it is worth C2: about what C2 costs. */
    static final long HOT_AFTER = 500_000_000;

    private final String name;

    Tier(String name) {
        this.name = "dev/understudy/isa/translator/" + name;
    }

    /** Internal name of the tier's classes. */
    String className() {
        return name;
    }
}
