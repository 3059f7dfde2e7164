package dev.understudy.isa.conformance;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.random.RandomGenerator;

/**
 * The random page tables of a batch: some address spaces over one stock of tables. Code lies at virtual addresses whose low
 * 22 bits are those of the physical ones; a walk that reads an entry outside RAM is a page fault in qemu, so none does.
 */
final class PageTables {
    private static final int ROOTS = 8;
    private static final int DATA_MIDDLES = 24;
    private static final int DATA_LEAVES = 300;
    private static final int CODE_TABLES = 8;
    private static final int NOTHING_TABLES = 4;

    private static final long MEGAPAGE = 1L << 21;
    private static final long HALF = Layout.CODE_WINDOW / 2;
    private static final long SV39 = 8L << 60;

    private final RandomGenerator random;
    private final ByteBuffer image;
    private final PageEntries entries;
    private long nextTable = Layout.TABLES;

    private final List<Long> dataLeaves;
    private final List<Long> dataMiddles;
    private final List<Long> nothingMiddles;
    private final List<Long> codeMiddles;
    private final List<Long> userCodeMiddles;
    private final List<Long> roots;

    /** An entry: where it is, and its level. */
    record Place(long address, int level) {}

    PageTables(RandomGenerator random, ByteBuffer image) {
        this.random = random;
        this.image = image;
        this.entries = new PageEntries(random);
        dataLeaves = tables(DATA_LEAVES, i -> entries.data(dataPage(), 0));
        dataMiddles = tables(DATA_MIDDLES, i -> dataMiddle());
        nothingMiddles = tables(NOTHING_TABLES, i -> entries.data(Layout.NOTHING_MEGAPAGE + MEGAPAGE * i, 1));
        codeMiddles = codeMiddles(false);
        userCodeMiddles = codeMiddles(true);
        roots = tables(ROOTS, this::root);
    }

    private List<Long> tables(int count, IntToLongFunction entry) {
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            for (int index = 0; index < 512; index++) {
                image.putLong(Layout.offset(nextTable) + 8 * index, entry.applyAsLong(index));
            }
            made.add(nextTable);
            nextTable += 4096;
        }
        if (nextTable > Layout.TABLES + Layout.TABLES_SIZE) {
            throw new IllegalStateException("more tables than there is room for");
        }
        return made;
    }

    private long one(List<Long> tables) {
        return tables.get(random.nextInt(tables.size()));
    }

    private long dataPage() {
        return Layout.DATA + 4096L * random.nextInt(Layout.DATA_SIZE / 4096);
    }

    private long dataMiddle() {
        int choice = random.nextInt(100);
        if (choice < 64) {
            return entries.pointer(one(dataLeaves));
        } else if (choice < 90) {
            return entries.data(Layout.DATA, 1);
        }
        return choice < 95 ? entries.misaligned(Layout.DATA, 1) : entries.brokenPointer(one(dataLeaves));
    }

    /** Each with one of the leaf tables for either half of the window in each pair of entries, or with megapages. */
    private List<Long> codeMiddles(boolean user) {
        List<Long> low = tables(CODE_TABLES, i -> codePage(i, user));
        List<Long> high = tables(CODE_TABLES, i -> entries.code(Layout.RAM + HALF + 4096L * i, user));
        return tables(CODE_TABLES, i -> {
            long megapage = Layout.RAM + HALF * (i & 1);
            if (random.nextInt(3) > 0) {
                return entries.pointer(one((i & 1) == 0 ? low : high));
            }
            return i == 0 ? entries.goodCode(megapage, user) : entries.code(megapage, user);
        });
    }

    private long codePage(int index, boolean user) {
        long physical = Layout.RAM + 4096L * index;
        return physical == Layout.SUPERVISOR_HANDLER ? entries.goodCode(physical, user) : entries.code(physical, user);
    }

    private long root(int index) {
        return switch (Slot.at(index)) {
            case CODE -> code(index, codeMiddles, false);
            case USER_CODE -> code(index, userCodeMiddles, true);
            case TABLES -> entries.tables(Layout.RAM);
            case DATA ->
                random.nextInt(16) > 0 ? entries.pointer(one(dataMiddles)) : entries.brokenPointer(one(dataMiddles));
            case DATA_AT_ONCE ->
                random.nextInt(8) > 0 ? entries.data(Layout.RAM, 2) : entries.misaligned(Layout.RAM, 2);
            case NOTHING ->
                random.nextBoolean() ? entries.pointer(one(nothingMiddles)) : entries.data(Layout.NOTHING_GIGAPAGE, 2);
            case UNUSED -> entries.brokenPointer(one(dataMiddles));
        };
    }

    private long code(int index, List<Long> middles, boolean user) {
        if (random.nextInt(3) > 0) {
            return entries.pointer(one(middles));
        }
        // The supervisor's handler is in the first.
        return index == 2 ? entries.goodCode(Layout.RAM, user) : entries.code(Layout.RAM, user);
    }

    /** For satp: one of the address spaces, with any ASID. */
    long satp() {
        return SV39 | (long) random.nextInt(1 << 16) << 44 | one(roots) >>> 12;
    }

    /** In data, or where the way to it is broken; nothing else within a page's distance. */
    long dataAddress() {
        if (random.nextInt(5) == 0) {
            long within = 0x2000L + random.nextInt(Layout.DATA_SIZE - 0x4000);
            return Slot.DATA_AT_ONCE.any(random) + Layout.offset(Layout.DATA) + within;
        }
        long middle = 1L + random.nextInt(510);
        return Slot.DATA.any(random) + MEGAPAGE * middle + random.nextInt((int) MEGAPAGE);
    }

    /** A multiple of eight: where nothing answers, nothing is mapped, or not canonical. */
    long nowhere() {
        int within = 8 * random.nextInt(1 << 26);
        return switch (random.nextInt(4)) {
            case 0 -> Slot.address(random.nextInt(64, 255)) + within;
            case 1 -> (dataAddress() & ~7) ^ (1L << random.nextInt(39, 64));
            default -> Slot.NOTHING.any(random) + within;
        };
    }

    /** The entry at which a walk for an address of data ends, as the tables are at first. */
    Place last(long satp, long address) {
        long table = satp << 20 >>> 8;
        for (int level = 2; ; level--) {
            long at = table + 8 * (address >>> (12 + 9 * level) & 511);
            long entry = image.getLong(Layout.offset(at));
            if (level == 0 || (entry & PageEntries.KIND) != PageEntries.POINTER || entry >>> 54 != 0) {
                return new Place(at, level);
            }
            table = entry >>> 10 << 12;
        }
    }

    /** Another entry that may stand there: what the address leads to stays data. */
    long replacement(Place place, long address) {
        if (place.level == 2) {
            return Slot.at(Slot.index(address)) == Slot.DATA
                    ? entries.pointer(one(dataMiddles))
                    : entries.data(Layout.RAM, 2);
        }
        return place.level == 1 ? dataMiddle() : entries.data(dataPage(), 0);
    }
}
