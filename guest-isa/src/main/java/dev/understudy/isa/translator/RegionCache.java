package dev.understudy.isa.translator;

import dev.understudy.isa.Ram;
import dev.understudy.isa.instruction.Decoder;
import dev.understudy.isa.instruction.Disassembler;
import dev.understudy.isa.translator.RegionCompiler.Compiled;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All regions, by page of RAM. A store into code drops the regions that were made of it (rule <i>Invisible caches</i>);
 * at a bound all are dropped.
 */
final class RegionCache implements Ram.CodeWatcher {
    /** Bounds on what is kept at a time. */
    static final int REGIONS_MAX = 1 << 12;

    private static final int BYTECODES_MAX = 1 << 23;
    /** In a page of so many no further one begins in the middle of another, and none is made again for more entries. */
    private static final int REGIONS_A_PAGE_MAX = 16;
    /**
     * What a region executes for each instruction that is interpreted beside it, when it is only that slices of time end in
     * it: whoever goes on there is soon at an entry, and to make the region again costs more than that.
     */
    private static final int SELDOM = 8;
    /** Entries that do not fit into a region must not have it made again for ever. */
    private static final int REBUILDS_MAX = 16;

    /**
     * A region in its page.
     *
     * @param hot places in it that it was made for
     * @param halfwords a bit a halfword of the page that it depends on
     */
    private record Placed(int id, Compiled compiled, List<Integer> hot, BitSet halfwords, int rebuilds) {}

    /** Where entries of regions are marked for the interpreter. */
    interface Marks {
        /** The interpreter comes back at this physical address, and is told this id. */
        void mark(long address, int id);

        /** It does not any more. */
        void unmark(long address, int id);

        /** A region is no more. */
        void dropped();

        /** What regions of this page were made of is other code now. */
        void codeChanged(int page);
    }

    private final Ram ram;
    private final RegionCompiler compiler;
    private final Marks marks;
    private final Tier first;
    private final List<List<Placed>> pages;
    private final Region[] regions;
    private final int[] pageOf;
    private final BitSet ids = new BitSet();
    private int bytecodes;
    private long translated;
    private long dropped;

    /**
     * @param first tier of a new region
     * @param most regions at a time
     */
    RegionCache(Ram ram, RegionCompiler compiler, Marks marks, Tier first, int most) {
        this.first = first;
        this.regions = new Region[most];
        this.pageOf = new int[most];
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

    /**
     * This page's code is hot at these offsets, the hottest first: makes regions that can be entered there, or makes those
     * that are there anew.
     *
     * @param interpreted instructions that made it hot
     */
    void translate(int page, List<Integer> hot, int interpreted) {
        List<Integer> fresh = new ArrayList<>(hot);
        fresh.removeIf(offset -> !canBeginAt(page, offset));
        for (Placed placed : List.copyOf(pages.get(page))) {
            if (pages.get(page).contains(placed)) { // widening the one before may have come to a bound
                List<Integer> executed =
                        fresh.stream().filter(placed.compiled.shape()::executes).toList();
                fresh.removeAll(executed);
                widen(page, placed, executed, interpreted);
            }
        }
        makeAll(page, fresh, first, 0);
    }

    /** What is the interpreter's is nobody's entry, however hot. */
    private boolean canBeginAt(int page, int offset) {
        Decoded decoded = Decoded.at(bytes(page), offset);
        return decoded != null && Flow.of(decoded.instruction()) != Flow.LEAVE;
    }

    private PageBytes bytes(int page) {
        long base = address(page, 0);
        return at -> ram.load16(base + at);
    }

    /** These places in a region are hot: what was hot before gives way to them, if there is no room for both. */
    private void widen(int page, Placed placed, List<Integer> hot, int interpreted) {
        List<Integer> entries = placed.compiled.shape().entries();
        hot.stream().filter(entries::contains).forEach(offset -> marks.mark(address(page, offset), placed.id));
        if (placed.compiled.region().takeExecuted() / SELDOM >= interpreted) {
            return;
        }
        Map<Boolean, List<Integer>> others = hot.stream()
                .filter(offset -> !entries.contains(offset))
                .collect(Collectors.partitioningBy(placed.compiled.shape()::mayEnter));
        List<Integer> missing = others.get(true);
        if (!missing.isEmpty() && placed.rebuilds < REBUILDS_MAX && hasRoom(page)) {
            Set<Integer> all = new LinkedHashSet<>(missing);
            all.addAll(placed.hot);
            drop(page, placed);
            makeAll(page, all, placed.compiled.tier(), placed.rebuilds + 1);
        }
        enterElsewhere(page, others.get(false));
    }

    private boolean hasRoom(int page) {
        return pages.get(page).size() < REGIONS_A_PAGE_MAX;
    }

    /** Control comes into the middle of a loop there: in a region that begins there it is the head. */
    private void enterElsewhere(int page, List<Integer> middles) {
        for (int offset : middles) {
            Optional<Placed> there = pages.get(page).stream()
                    .filter(placed -> placed.compiled.shape().entries().contains(offset))
                    .findFirst();
            if (there.isPresent()) {
                marks.mark(address(page, offset), there.get().id);
            } else if (hasRoom(page)) {
                makeAll(page, List.of(offset), first, 0);
            }
        }
    }

    private void makeAll(int page, Collection<Integer> hot, Tier tier, int rebuilds) {
        List<Integer> rest = new ArrayList<>(hot);
        while (!rest.isEmpty()) {
            Compiled compiled = compiler.compile(bytes(page), rest, tier);
            if (compiled == null || !rest.removeIf(compiled.shape()::executes)) {
                return;
            }
            place(page, compiled, hot, rebuilds);
        }
    }

    /** This region is worth C2. */
    void heat(Region region) {
        int page = pageOf[region.id];
        for (Placed placed : List.copyOf(pages.get(page))) {
            if (placed.compiled.region() == region) {
                drop(page, placed);
                makeAll(page, placed.hot, Tier.hot(region.executed, region.visits), placed.rebuilds);
            }
        }
    }

    private void place(int page, Compiled compiled, Collection<Integer> hot, int rebuilds) {
        if (ids.cardinality() == regions.length || bytecodes > BYTECODES_MAX) {
            allCodeChanged();
        }
        int id = ids.nextClearBit(0);
        ids.set(id);
        translated++;
        bytecodes += compiled.bytecodes();
        regions[id] = compiled.region();
        regions[id].id = id;
        regions[id].warm = compiled.tier() == Tier.WARM;
        pageOf[id] = page;
        List<Integer> entries = compiled.shape().entries();
        List<Integer> hotHere = hot.stream().filter(compiled.shape()::executes).toList();
        Placed placed = new Placed(id, compiled, hotHere, compiled.shape().halfwords(), rebuilds);
        pages.get(page).add(placed);
        ram.watchCode(page);
        for (int entry : entries) {
            marks.mark(address(page, entry), id);
        }
    }

    private void drop(int page, Placed placed) {
        for (int entry : placed.compiled.shape().entries()) {
            marks.unmark(address(page, entry), placed.id);
        }
        regions[placed.id] = null;
        ids.clear(placed.id);
        dropped++;
        bytecodes -= placed.compiled.bytecodes();
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
                marks.codeChanged(page);
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
    }

    TranslatorStatistics statistics(long translatedInstructions, long interpretedInstructions) {
        return new TranslatorStatistics(
                ids.cardinality(),
                bytecodes,
                translated,
                compiler.nanos(),
                dropped,
                translatedInstructions,
                interpretedInstructions);
    }

    List<RegionReport> hottest(int most) {
        Comparator<RegionReport> coldest = Comparator.comparingLong(RegionReport::executed);
        return IntStream.range(0, pages.size())
                .boxed()
                .flatMap(page -> pages.get(page).stream().map(placed -> report(page, placed)))
                .sorted(coldest.reversed())
                .limit(most)
                .toList();
    }

    private RegionReport report(int page, Placed placed) {
        List<String> code = placed.compiled.shape().blocks().stream()
                .flatMap(block -> block.body().stream())
                .map(decoded -> line(address(page, decoded.offset())))
                .toList();
        return new RegionReport(
                address(page, placed.compiled.shape().blocks().get(0).offset()),
                placed.compiled.tier() != Tier.WARM,
                regions[placed.id].executed,
                placed.compiled.bytecodes(),
                code);
    }

    /** An instruction that crosses its page's end is in no region. */
    private String line(long address) {
        int half = ram.load16(address);
        return Long.toHexString(address) + "  "
                + Disassembler.text(Decoder.isCompressed(half) ? half : ram.load32(address));
    }
}
