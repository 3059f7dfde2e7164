package dev.understudy.isa.translator;

import java.util.BitSet;
import java.util.List;

/**
 * The code of a region, all of it in one page.
 *
 * @param blocks by offset, each once
 * @param entries offsets of the blocks at which control may come in, ascending
 */
record RegionShape(List<Block> blocks, List<Integer> entries) {
    /** Instructions in all blocks. */
    int size() {
        return blocks.stream().mapToInt(block -> block.body().size()).sum();
    }

    /** Whether the instruction at this offset of the page is executed in the region. */
    boolean executes(int offset) {
        return blocks.stream().flatMap(block -> block.body().stream()).anyMatch(i -> i.offset() == offset);
    }

    /** Whether some instruction needs the floating-point unit. */
    boolean hasFloats() {
        return blocks.stream().flatMap(block -> block.body().stream()).anyMatch(Decoded::isFloat);
    }

    /** Whether an entry there could be made without one in the middle of a loop; a loop's head is an entry already. */
    boolean mayEnter(int offset) {
        return blocks.stream().anyMatch(block -> block.offset() == offset)
                && !new Loops(blocks, List.of()).isInLoop(offset);
    }

    /** A bit a halfword of the page that some instruction was read from. */
    BitSet halfwords() {
        BitSet read = new BitSet();
        for (Block block : blocks) {
            block.body().forEach(i -> read.set(i.offset() >>> 1, i.next() >>> 1));
            // Also the one that was left to the interpreter: changed, it may be translated.
            read.set(block.next() >>> 1, Math.min((block.next() >>> 1) + 2, PageBytes.SIZE >>> 1));
        }
        return read;
    }
}
