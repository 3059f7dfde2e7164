package dev.understudy.isa.translator;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the interpreter spends its instructions: by page of RAM, and by place in the pages that matter. A page is made
 * into regions as a whole, so that its places do not each pay for a rebuild.
 */
final class Heat {
    /** Of a page's heat, the part that makes a place an entry. */
    private static final int PLACE_SHARE = 1 << 6;
    /** Pages whose places are counted: 8 KiB each. One more, and all places are forgotten. */
    private static final int DETAILED_MAX = 1 << 9;
    /** Of the threshold, the part from which on a page's places are counted. */
    private static final int DETAIL_SHARE = 1 << 3;

    /** How often a page is made into regions at the same price: straight code fills as many, of which each leads to the next. */
    private static final int TAKEN_AT_FIRST = 6;

    private static final int DOUBLED_MAX = 8;

    private final int threshold;
    private final int[] pages;
    private final int[][] places;
    /** How often the page was made into regions: after the first few, each time doubles what makes it hot again. */
    private final byte[] taken;

    private int detailed;

    /** @param threshold instructions interpreted in a page that make it hot */
    Heat(int pageCount, int threshold) {
        this.threshold = threshold;
        this.pages = new int[pageCount];
        this.places = new int[pageCount][];
        this.taken = new byte[pageCount];
    }

    /**
     * So many instructions were interpreted from this offset in RAM on; true when its page has just become hot: {@link
     * #takeEntries} says where.
     */
    boolean add(int offset, int instructions) {
        int page = offset >>> 12;
        int heat = pages[page] += instructions;
        if (heat >= threshold(page) / DETAIL_SHARE) {
            place(page)[(offset & PageBytes.SIZE - 1) >>> 1] += instructions;
        }
        return heat >= threshold(page);
    }

    private int threshold(int page) {
        return threshold << Math.max(0, taken[page] - TAKEN_AT_FIRST);
    }

    private int[] place(int page) {
        if (places[page] == null) {
            if (detailed++ == DETAILED_MAX) {
                Arrays.fill(places, null);
                detailed = 1;
            }
            places[page] = new int[PageBytes.SIZE / 2];
        }
        return places[page];
    }

    /** Instructions that were interpreted in the page since it was taken last. */
    int of(int page) {
        return pages[page];
    }

    /** Offsets in the page of the places that made it hot, the hottest first; the page's heat is forgotten then. */
    List<Integer> takeEntries(int page) {
        int[] counts = place(page);
        int least = threshold(page) / PLACE_SHARE;
        List<Integer> entries = IntStream.range(0, counts.length)
                .filter(i -> counts[i] > least)
                .boxed()
                .sorted(Comparator.comparing(i -> -counts[i]))
                .map(i -> 2 * i)
                .toList();
        byte times = (byte) Math.min(taken[page] + 1, TAKEN_AT_FIRST + DOUBLED_MAX);
        forget(page);
        taken[page] = times;
        return entries;
    }

    /** The page's code is other code now, and as cold as any. */
    void forget(int page) {
        pages[page] = 0;
        taken[page] = 0;
        if (places[page] != null) {
            places[page] = null;
            detailed--;
        }
    }
}
