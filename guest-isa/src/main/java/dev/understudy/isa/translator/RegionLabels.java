package dev.understudy.isa.translator;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.objectweb.asm.Label;

/** The places of a region's method that jumps lead to. */
final class RegionLabels {
    /** Goes to the entry whose number is in its local. */
    final Label dispatch = new Label();
    /** Leaves with pc in its local. */
    final Label leave = new Label();
    /** Leaves by the fault point that is noted. */
    final Label undone = new Label();

    private final Map<Integer, Label> blocks = new TreeMap<>();
    private final Map<Integer, Label> exits = new TreeMap<>();

    RegionLabels(Iterable<Block> blocks) {
        blocks.forEach(block -> this.blocks.put(block.offset(), new Label()));
    }

    /** Whether a block begins at this offset. */
    boolean has(int offset) {
        return blocks.containsKey(offset);
    }

    /** The block there, or where the region is left with that pc. */
    Label to(int offset) {
        return has(offset) ? blocks.get(offset) : exit(offset);
    }

    /** Where the region is left with that pc. */
    Label exit(int offset) {
        return exits.computeIfAbsent(offset, o -> new Label());
    }

    void forEachExit(BiConsumer<Integer, Label> write) {
        exits.forEach(write);
    }
}
