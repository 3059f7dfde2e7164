package dev.understudy.isa.translator;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The loops of a region's blocks. A loop that can be entered in its middle is irreducible, and HotSpot optimizes a method with
 * such a loop badly: regions are entered at the heads of their loops.
 */
final class Loops {
    private final Map<Integer, Block> blocks = new TreeMap<>();
    private final Set<Integer> heads = new TreeSet<>();
    private final Set<Integer> begun = new TreeSet<>();
    private final Set<Integer> onPath = new TreeSet<>();

    /** @param roots offsets of blocks where control may come in; a block that others lead to comes after them */
    Loops(Collection<Block> blocks, Iterable<Integer> roots) {
        blocks.forEach(block -> this.blocks.put(block.offset(), block));
        roots.forEach(this::search);
    }

    /** Offsets of the blocks that control comes back to, ascending. */
    Set<Integer> heads() {
        return heads;
    }

    /** Depth first, without recursion: a path may be as long as a region. */
    private void search(int root) {
        ArrayDeque<Integer> path = new ArrayDeque<>();
        path.push(root);
        while (!path.isEmpty()) {
            int offset = path.peek();
            if (begun.add(offset)) {
                onPath.add(offset);
                for (int next : successors(offset)) {
                    if (onPath.contains(next)) {
                        heads.add(next);
                    } else if (!begun.contains(next)) {
                        path.push(next);
                    }
                }
            } else {
                path.pop();
                onPath.remove(offset);
            }
        }
    }

    /** Whether control can come back to this block without leaving the region. */
    boolean isInLoop(int offset) {
        Set<Integer> reached = new TreeSet<>();
        ArrayDeque<Integer> pending = new ArrayDeque<>(successors(offset));
        while (!pending.isEmpty()) {
            int next = pending.poll();
            if (next == offset) {
                return true;
            }
            if (reached.add(next)) {
                pending.addAll(successors(next));
            }
        }
        return false;
    }

    private Set<Integer> successors(int offset) {
        Set<Integer> next = new TreeSet<>();
        Block block = blocks.get(offset);
        if (block != null) {
            block.addSuccessors(next);
            next.retainAll(blocks.keySet());
        }
        return next;
    }
}
