package dev.understudy.isa.translator;

import dev.understudy.isa.Hart;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.function.LongSupplier;

/** From guest code to a {@link Region}: discovers, writes and defines. */
final class RegionCompiler {
    /** HotSpot compiles no method beyond this (-XX:HugeMethodLimit). */
    static final int BYTECODES_MAX = 8000;

    /** Bound on a region's instructions: above it methods come near {@link #BYTECODES_MAX} anyway. */
    static final int INSTRUCTIONS_MAX = 256;

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final Hart hart;
    private final RegionMemory memory;
    private final LongSupplier nanoTime;
    private long nanos;

    /** @param nanoTime tells how long it takes, nanoseconds */
    RegionCompiler(Hart hart, RegionMemory memory, LongSupplier nanoTime) {
        this.hart = hart;
        this.memory = memory;
        this.nanoTime = nanoTime;
    }

    /** A region and the code that it was made of. */
    record Compiled(Region region, RegionShape shape, Tier tier, int bytecodes) {}

    /**
     * The region of this page's code that these entries, the hottest first, are in as far as there is room; null if not a single
     * instruction can be translated.
     */
    Compiled compile(PageBytes page, List<Integer> hot, Tier tier) {
        long began = nanoTime.getAsLong();
        Compiled compiled = largest(page, hot, tier);
        nanos += nanoTime.getAsLong() - began;
        return compiled;
    }

    /** What all that was compiled took. */
    long nanos() {
        return nanos;
    }

    private Compiled largest(PageBytes page, List<Integer> hot, Tier tier) {
        for (int most = INSTRUCTIONS_MAX; ; most /= 2) {
            RegionShape shape = Discovery.discover(page, hot, most);
            if (shape.entries().isEmpty()) {
                return null;
            }
            RegionWriter.Written written = RegionWriter.write(shape, tier);
            if (written.bytecodes() < BYTECODES_MAX) {
                return new Compiled(define(written.classFile(), shape), shape, tier, written.bytecodes());
            }
        }
    }

    private Region define(byte[] classFile, RegionShape shape) {
        try {
            byte[] entries = entryTable(shape);
            MethodHandles.Lookup type = LOOKUP.defineHiddenClassWithClassData(
                    classFile, RegionConstants.values(hart.state(), memory, entries), false);
            Region region = (Region) type.lookupClass().getDeclaredConstructor().newInstance();
            region.entries = entries;
            return region;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a region's class cannot be made", e);
        }
    }

    private static byte[] entryTable(RegionShape shape) {
        byte[] table = new byte[PageBytes.SIZE / 2];
        for (int i = 0; i < shape.entries().size(); i++) {
            table[shape.entries().get(i) >>> 1] = (byte) (i + 1);
        }
        return table;
    }
}
