package dev.understudy.isa.translator;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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

    /** A bit a register that some instruction reads or writes. */
    long registers() {
        return blocks.stream()
                .flatMap(block -> block.body().stream())
                .mapToLong(Decoded::registers)
                .reduce(0, (some, more) -> some | more);
    }

    /** Whether some instruction needs the floating-point unit. */
    boolean hasFloats() {
        return blocks.stream().flatMap(block -> block.body().stream()).anyMatch(Decoded::isFloat);
    }

    /** Whether an entry there could be made without one in the middle of a loop; a loop's head is an entry already. */
    boolean mayEnter(int offset) {
        return blocks.stream()
                .filter(block -> block.body().stream().anyMatch(i -> i.offset() == offset))
                .noneMatch(block -> new Loops(blocks, List.of()).isInLoop(block.offset()));
    }

    /** Whether control may go from this block, by its index, into the one that follows in the list. */
    boolean runsInto(int index) {
        Block block = blocks.get(index);
        return block.runsOn()
                && index + 1 < blocks.size()
                && block.next() == blocks.get(index + 1).offset();
    }

    /** Offsets at which control may come from elsewhere than from the block before in the list. */
    Set<Integer> joins() {
        Set<Integer> joins = new TreeSet<>(entries);
        blocks.forEach(block -> block.addTarget(joins));
        for (int i = 0; i < blocks.size(); i++) {
            if (!runsInto(i)) {
                joins.add(blocks.get(i).next());
                blocks.stream().skip(i + 1L).limit(1).forEach(next -> joins.add(next.offset()));
            }
        }
        return joins;
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
