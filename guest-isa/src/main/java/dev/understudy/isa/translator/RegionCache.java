package dev.understudy.isa.translator;

import dev.understudy.isa.Ram;
import dev.understudy.isa.translator.RegionCompiler.Compiled;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All regions, by page of RAM. A store into code drops the regions that were made of it (rule <i>Invisible caches</i>);
 * at the bound all are dropped.
 */
final class RegionCache implements Ram.CodeWatcher {
    private static final int REGIONS_MAX = 1 << 14;
    private static final int REBUILDS_MAX = 8;

    /** A region in its page. */
    private record Placed(int id, Compiled compiled, BitSet halfwords, int rebuilds) {
        boolean covers(int offset) {
            return halfwords.get(offset >>> 1);
        }
    }

    /** Where entries of regions are marked for the interpreter. */
    interface Marks {
        /** The interpreter comes back at this physical address, and is told this id. */
        void mark(long address, int id);

        /** A region is no more. */
        void dropped();

        /** It does not any more. */
        void unmark(long address, int id);
    }

    private final Ram ram;
    private final RegionCompiler compiler;
    private final Marks marks;
    private final List<List<Placed>> pages;
    private final Region[] regions = new Region[REGIONS_MAX];
    private int count;

    RegionCache(Ram ram, RegionCompiler compiler, Marks marks) {
        this.ram = ram;
        this.compiler = compiler;
        this.marks = marks;
        this.pages = Stream.generate(() -> (List<Placed>) new ArrayList<Placed>(0))
                .limit(ram.pageCount())
                .toList();
        ram.addCodeWatcher(this);
    }

    Region region(int id) {
        return regions[id];
    }

    /** The code at this physical address is hot: makes a region that can be entered there. */
    void heat(long address) {
        int page = (int) ((address - ram.base()) >>> 12);
        int offset = (int) address & PageBytes.SIZE - 1;
        SortedSet<Integer> entries = new TreeSet<>();
        entries.add(offset);
        Placed old = covering(page, offset);
        if (old != null) {
            if (old.compiled.shape().entries().contains(offset)) {
                marks.mark(address, old.id);
                return;
            }
            if (old.rebuilds == REBUILDS_MAX) {
                return;
            }
            entries.addAll(old.compiled.shape().entries());
        }
        long base = ram.base() + ((long) page << 12);
        Compiled compiled = compiler.compile(at -> ram.load16(base + at), entries);
        if (compiled == null) {
            return;
        }
        if (old != null) {
            drop(page, old);
        }
        place(page, compiled, old == null ? 0 : old.rebuilds + 1);
    }

    private Placed covering(int page, int offset) {
        for (Placed placed : pages.get(page)) {
            if (placed.covers(offset)) {
                return placed;
            }
        }
        return null;
    }

    private void place(int page, Compiled compiled, int rebuilds) {
        if (count == REGIONS_MAX) {
            allCodeChanged();
        }
        int id = count++;
        regions[id] = compiled.region();
        pages.get(page).add(new Placed(id, compiled, compiled.shape().halfwords(), rebuilds));
        ram.watchCode(page);
        for (int entry : compiled.shape().entries()) {
            marks.mark(address(page, entry), id);
        }
    }

    private void drop(int page, Placed placed) {
        for (int entry : placed.compiled.shape().entries()) {
            marks.unmark(address(page, entry), placed.id);
        }
        regions[placed.id] = null;
        marks.dropped();
        pages.get(page).remove(placed);
    }

    private long address(int page, int offset) {
        return ram.base() + ((long) page << 12) + offset;
    }

    @Override
    public boolean codeChanged(int offset, int length) {
        int page = offset >>> 12;
        int first = (offset & PageBytes.SIZE - 1) >>> 1;
        int last = (offset + length - 1 & PageBytes.SIZE - 1) >>> 1;
        for (Placed placed : List.copyOf(pages.get(page))) {
            int next = placed.halfwords.nextSetBit(first);
            if (next >= 0 && next <= last) {
                drop(page, placed);
            }
        }
        return !pages.get(page).isEmpty();
    }

    @Override
    public void allCodeChanged() {
        for (int i = 0; i < pages.size(); i++) {
            int page = i;
            List.copyOf(pages.get(page)).forEach(placed -> drop(page, placed));
        }
        count = 0;
    }
}
