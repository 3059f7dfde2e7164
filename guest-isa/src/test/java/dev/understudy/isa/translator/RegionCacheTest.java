package dev.understudy.isa.translator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.isa.Board;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which regions a page has, and that whoever is sent to one finds it. */
class RegionCacheTest implements RegionCache.Marks {
    private static final int REGIONS = 2;
    /** Instructions before what both ways of the branch come to, and from there on: together more than a region has. */
    private static final int BEFORE = 200;

    private static final int BEHIND = 150;
    private static final int JOIN = 4 * (BEFORE + 1);
    private static final int LOOP = 4 * 600;
    /** Instructions in the loop before the one that closes it. */
    private static final int LOOPED = 40;

    private static final int MUCH = 2_000_000;

    private final Map<Long, Integer> marks = new TreeMap<>();
    private final List<Integer> changed = new ArrayList<>();
    private final Board board = new Board(program());
    private final RegionCache cache = cache(REGIONS);

    private RegionCache cache(int most) {
        RegionCompiler compiler = new RegionCompiler(board.hart, new RegionMemory(board.hart), () -> 0);
        return new RegionCache(board.hart.ram(), compiler, this, Tier.WARM, most);
    }

    private static String[] program() {
        List<String> code = new ArrayList<>(List.of("beq a0,zero,.+" + JOIN));
        Stream.generate(() -> "addi a1,a1,1").limit(BEFORE + BEHIND).forEach(code::add);
        code.add("jalr zero,0(ra)");
        Stream.generate(() -> "addi zero,zero,0").limit(LOOP / 4 - code.size()).forEach(code::add);
        Stream.generate(() -> "addi a2,a2,1").limit(LOOPED).forEach(code::add);
        code.add("jal zero,.-" + 4 * LOOPED);
        return code.toArray(String[]::new);
    }

    private void assertEveryMarkLeadsToARegion() {
        assertTrue(!marks.isEmpty());
        marks.forEach((address, id) -> assertNotNull(cache.region(id), Long.toHexString(address)));
    }

    @Test
    void whatIsHotLaterGetsRoomAndWhatWasHotBeforeARegionOfItsOwn() {
        cache.translate(0, List.of(0), MUCH);
        cache.translate(0, List.of(JOIN), MUCH);
        assertNotNull(marks.get(Board.BASE));
        assertNotNull(marks.get(Board.BASE + JOIN));
        assertEveryMarkLeadsToARegion();
    }

    /** Where the region before it ends for lack of room, say. */
    @Test
    void theMiddleOfABlockThatIsHotLaterBecomesAnEntry() {
        cache.translate(0, List.of(JOIN), MUCH);
        cache.translate(0, List.of(JOIN + 40), MUCH);
        assertNotNull(marks.get(Board.BASE + JOIN + 40));
        assertEquals(marks.get(Board.BASE + JOIN), marks.get(Board.BASE + JOIN + 40));
        assertEveryMarkLeadsToARegion();
    }

    @Test
    void aRegionIsNotMadeAgainForWhatIsInterpretedSeldom() {
        cache.translate(0, List.of(JOIN), MUCH);
        cache.region(marks.get(Board.BASE + JOIN)).executed = 100L * MUCH;
        cache.translate(0, List.of(JOIN + 40), MUCH);
        assertNull(marks.get(Board.BASE + JOIN + 40));
    }

    /** A loop is entered at its head only, and its middle would be interpreted for ever. */
    @Test
    void theMiddleOfALoopThatIsHotLaterBeginsARegionOfItsOwn() {
        cache.translate(0, List.of(LOOP), MUCH);
        cache.translate(0, List.of(LOOP + 4), MUCH);
        assertEveryMarkLeadsToARegion();
        assertNotNull(marks.get(Board.BASE + LOOP + 4));
        assertNotEquals(marks.get(Board.BASE + LOOP), marks.get(Board.BASE + LOOP + 4));
        Map<Long, Integer> both = Map.copyOf(marks);
        marks.remove(Board.BASE + LOOP + 4);
        cache.translate(0, List.of(LOOP + 4), MUCH);
        assertEquals(both, marks, "found again, not made again");
    }

    @Test
    void theMiddleOfALoopThatIsLeftThereSeldomDoesNot() {
        cache.translate(0, List.of(LOOP), MUCH);
        cache.region(marks.get(Board.BASE + LOOP)).executed = 100L * MUCH;
        cache.translate(0, List.of(LOOP + 4), MUCH);
        assertNull(marks.get(Board.BASE + LOOP + 4));
    }

    @Test
    void inAPageOfSixteenRegionsNoFurtherOneBeginsInTheMiddleOfAnother() {
        RegionCache large = cache(1000);
        List<Integer> middles =
                IntStream.range(1, LOOPED).mapToObj(i -> LOOP + 4 * i).toList();
        large.translate(0, List.of(LOOP), MUCH);
        large.translate(0, middles, MUCH);
        assertEquals(16, new TreeSet<>(marks.values()).size());
    }

    /** Each entry more splits what has no room for all: without a bound regions that overlap would become more and more. */
    @Test
    void aPageThatIsHotEverywhereHasABoundedNumberOfRegions() {
        RegionCache large = cache(1000);
        for (int times = 0; times < 3; times++) {
            for (int offset = 0; offset < LOOP; offset += 4) {
                large.translate(0, List.of(offset), MUCH);
            }
        }
        int regions = new TreeSet<>(marks.values()).size();
        assertTrue(regions <= 2 * 16, regions + " regions");
    }

    /** Making room drops all regions, also those that are still to be looked at. */
    @Test
    void atTheBoundNobodyIsSentToARegionThatIsNoMore() {
        cache.translate(0, List.of(0), MUCH);
        cache.translate(0, List.of(LOOP), MUCH);
        cache.translate(0, List.of(JOIN, LOOP), MUCH);
        assertEveryMarkLeadsToARegion();
    }

    @Test
    void onlyAChangeOfTranslatedCodeMakesItsPageAsColdAsAny() {
        cache.translate(0, List.of(LOOP), MUCH);
        cache.codeChanged(0, 4);
        assertEquals(List.of(), changed);
        cache.codeChanged(LOOP, 4);
        assertEquals(List.of(0), changed);
        assertEquals(Map.of(), marks);
    }

    @Override
    public void mark(long address, int id) {
        marks.put(address, id);
    }

    @Override
    public void unmark(long address, int id) {
        marks.remove(address, id);
    }

    @Override
    public void dropped() {}

    @Override
    public void codeChanged(int page) {
        changed.add(page);
    }
}
