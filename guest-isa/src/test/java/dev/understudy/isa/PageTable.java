package dev.understudy.isa;

/** A Sv39 page table in a board's RAM, for tests; its own pages are taken from the end of RAM downwards. */
public final class PageTable {
    public static final int V = 1;
    public static final int R = 2;
    public static final int W = 4;
    public static final int X = 8;
    public static final int U = 16;
    public static final int A = 64;
    public static final int D = 128;
    /** A supervisor's page that anything is allowed with. */
    public static final int ALL = V | R | W | X | A | D;

    private final Board board;
    private final long root;
    private long next;

    public PageTable(Board board) {
        this.board = board;
        this.next = Board.BASE + board.ram.size();
        this.root = newPage();
    }

    private long newPage() {
        next -= Ram.PAGE_SIZE;
        return next;
    }

    /** For satp: Sv39 with this root. */
    public long satp() {
        return 8L << 60 | root >>> 12;
    }

    /** Maps a page of 4 KiB (level 0), 2 MiB or 1 GiB; the entry's low bits are {@code flags}. */
    public void map(long virtual, long physical, int flags, int level) {
        board.ram.store64(entry(virtual, level), entryTo(physical, flags));
    }

    /** The value of an entry. */
    public static long entryTo(long physical, int flags) {
        return physical >>> 12 << 10 | flags;
    }

    /** Physical address of the entry of this level; makes the tables above it. */
    public long entry(long virtual, int level) {
        long table = root;
        for (int above = 2; above > level; above--) {
            long at = table + 8 * ((virtual >>> (12 + 9 * above)) & 511);
            if (board.ram.load64(at) == 0) {
                board.ram.store64(at, entryTo(newPage(), V));
            }
            table = board.ram.load64(at) >>> 10 << 12;
        }
        return table + 8 * ((virtual >>> (12 + 9 * level)) & 511);
    }
}
