package dev.understudy.isa.translator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the code of a region: breadth first over direct jumps from its entries, inside one page, up to a number of
 * instructions. Where a call comes back to, and what follows an instruction of the interpreter's, are entries too; so are the
 * heads of loops: whoever was interrupted in one is back in the region after one turn.
 */
final class Discovery {
    /** So that an entry's index fits into a byte. */
    private static final int ENTRIES_MAX = 126;

    private final PageBytes page;
    private final int most;
    private final TreeMap<Integer, Decoded> found;
    private final SortedSet<Integer> leaders;
    private final Set<Integer> hot;
    /** Behind calls, and behind what is the interpreter's. */
    private final Set<Integer> comeBacks;

    private final ArrayDeque<Integer> pending = new ArrayDeque<>();

    private Discovery(PageBytes page, int most) {
        this.page = page;
        this.most = most;
        found = new TreeMap<>();
        leaders = new TreeSet<>();
        hot = new TreeSet<>();
        comeBacks = new TreeSet<>();
    }

    private Discovery(Discovery base) {
        page = base.page;
        most = base.most;
        found = new TreeMap<>(base.found);
        leaders = new TreeSet<>(base.leaders);
        hot = new TreeSet<>(base.hot);
        comeBacks = new TreeSet<>(base.comeBacks);
    }

    /**
     * The code of the first entry, and of as many others as there is room for the whole of: half a loop would be left at
     * each of its turns.
     *
     * @param entries offsets where control is known to come in, the hottest first
     * @param most bound on the number of instructions
     */
    static RegionShape discover(PageBytes page, Iterable<Integer> entries, int most) {
        Discovery discovery = new Discovery(page, most);
        for (int entry : entries) {
            Discovery wider = discovery.found.containsKey(entry) ? discovery : new Discovery(discovery);
            wider.hot.add(entry);
            wider.lead(entry);
            if (wider.search() || discovery.found.isEmpty()) {
                discovery = wider;
            }
        }
        return discovery.shape();
    }

    /** False if there was no room for all. */
    private boolean search() {
        while (!pending.isEmpty()) {
            if (found.size() == most) {
                return false;
            }
            int offset = pending.poll();
            if (!found.containsKey(offset)) {
                Decoded decoded = Decoded.at(page, offset);
                if (decoded != null) {
                    found.put(offset, decoded);
                    follow(decoded);
                }
            }
        }
        return true;
    }

    private void follow(Decoded decoded) {
        switch (Flow.of(decoded.instruction())) {
            case NEXT -> reach(decoded.next());
            case BRANCH -> {
                lead(decoded.next());
                lead(decoded.target());
            }
            case JUMP -> {
                lead(decoded.target());
                comeBackAfterCall(decoded);
            }
            case INDIRECT -> comeBackAfterCall(decoded);
            case LEAVE -> comeBack(decoded.next());
        }
    }

    private void comeBackAfterCall(Decoded decoded) {
        if (decoded.rd() != 0) {
            comeBack(decoded.next());
        }
    }

    private void comeBack(int offset) {
        if (isInPage(offset)) {
            comeBacks.add(offset);
            lead(offset);
        }
    }

    private void lead(int offset) {
        if (isInPage(offset)) {
            leaders.add(offset);
            reach(offset);
        }
    }

    private void reach(int offset) {
        if (isInPage(offset)) {
            pending.add(offset);
        }
    }

    private static boolean isInPage(int offset) {
        return offset >= 0 && offset < PageBytes.SIZE;
    }

    private RegionShape shape() {
        List<Block> blocks = new ArrayList<>();
        for (int leader : leaders) {
            if (found.containsKey(leader)) {
                blocks.add(block(leader));
            }
        }
        Set<Integer> entries = entries(blocks);
        List<Integer> translated = blocks.stream()
                .filter(block -> !block.body().isEmpty() && entries.contains(block.offset()))
                .map(Block::offset)
                .limit(ENTRIES_MAX)
                .toList();
        return new RegionShape(List.copyOf(blocks), translated);
    }

    private Set<Integer> entries(List<Block> blocks) {
        SortedSet<Integer> roots = new TreeSet<>(hot);
        roots.addAll(comeBacks);
        Loops loops = new Loops(blocks, roots);
        Set<Integer> entries = new TreeSet<>(comeBacks);
        hot.stream().filter(offset -> !loops.isInLoop(offset)).forEach(entries::add);
        entries.addAll(loops.heads());
        return entries;
    }

    private Block block(int leader) {
        List<Decoded> body = new ArrayList<>();
        int at = leader;
        Decoded decoded = found.get(at);
        while (decoded != null && Flow.of(decoded.instruction()) != Flow.LEAVE) {
            body.add(decoded);
            at = decoded.next();
            if (Flow.of(decoded.instruction()) != Flow.NEXT || leaders.contains(at)) {
                break;
            }
            decoded = found.get(at);
        }
        return new Block(leader, List.copyOf(body), at);
    }
}
