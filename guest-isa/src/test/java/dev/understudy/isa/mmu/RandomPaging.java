package dev.understudy.isa.mmu;

import dev.understudy.isa.Board;
import dev.understudy.isa.PageTable;
import java.util.Random;

/**
 * A board with a random program in S and U that stores into the very page tables it runs under. A handler in M, where
 * nothing is translated, goes on behind what trapped.
 *
 * <pre>
 * page of RAM   0 handler   1, 2 program   3 to 11 data   12 to 15 tables: two of level 0, one of level 1, the root
 * </pre>
 *
 * Virtual pages 0 to 15, and the same 2 MiB further, start as those of RAM. x8 to x15 point into pages, x16 to x23 hold
 * table entries; the program writes x1 to x4 only.
 */
public final class RandomPaging {
    private static final int PAGES = 16;
    private static final long ROOT = page(15);
    private static final long MIDDLE = page(14);
    private static final long[] LEAVES = {page(13), page(12)};
    private static final long MEGAPAGE = 1L << 21;
    private static final int PROGRAM = 0x1000;
    private static final int PROGRAM_SIZE = 0x1800;

    private static final String[] MEMORY = {
        "ld %s,%d(%s)", "lw %s,%d(%s)", "lbu %s,%d(%s)", "sd %s,%d(%s)", "sw %s,%d(%s)", "sh %s,%d(%s)"
    };
    private static final String[] ATOMIC = {"lr.d %s,(%3$s)", "sc.d %s,%2$s,(%3$s)", "amoor.d %s,%2$s,(%3$s)"};
    private static final int[] FLAGS = {
        PageTable.ALL,
        PageTable.ALL,
        PageTable.ALL | PageTable.U,
        PageTable.ALL & ~PageTable.A,
        PageTable.ALL & ~PageTable.D,
        PageTable.V | PageTable.R | PageTable.A,
        PageTable.V | PageTable.X | PageTable.A,
        PageTable.V,
        0
    };

    private final Random random;
    private final Board board = new Board();

    private RandomPaging(long seed) {
        random = new Random(seed);
    }

    public static Board board(long seed) {
        RandomPaging paging = new RandomPaging(seed);
        paging.tables();
        paging.handler();
        for (int at = PROGRAM; at < PROGRAM + PROGRAM_SIZE; at += 4) {
            paging.board.put(Board.BASE + at, paging.instruction());
        }
        paging.registers();
        return paging.board;
    }

    private static long page(int index) {
        return Board.BASE + 0x1000L * index;
    }

    private void tables() {
        board.ram.store64(ROOT, PageTable.entryTo(MIDDLE, PageTable.V));
        for (int half = 0; half < 2; half++) {
            board.ram.store64(MIDDLE + 8L * half, PageTable.entryTo(LEAVES[half], PageTable.V));
            for (int i = 0; i < PAGES; i++) {
                board.ram.store64(LEAVES[half] + 8L * i, PageTable.entryTo(page(i), PageTable.ALL));
            }
        }
        board.setWord("satp", 8L << 60 | ROOT >>> 12);
    }

    /**
     * Counts in t0, goes on four bytes further within the program, in S or U as a bit of the count says. Each eighth time
     * it mends the way to the program, lest it be lost for good.
     */
    private void handler() {
        board.put(
                Board.BASE,
                "addi t0,t0,1",
                "csrrw zero,satp,s3",
                "andi t2,t0,7",
                "bne t2,zero,.+16",
                "sd s8,8(s9)",
                "sd s10,0(s11)",
                "sd t3,0(t4)",
                "csrrs t1,mepc,zero",
                "addi t1,t1,4",
                "slli t1,t1,51",
                "srli t1,t1,51",
                "lui t2,0x1",
                "bgeu t1,t2,.+8",
                "or t1,t1,t2",
                "csrrw zero,mepc,t1",
                "lui t2,0x2",
                "addi t2,t2,-2048",
                "csrrc zero,mstatus,t2",
                "andi t2,t0,4",
                "slli t2,t2,9",
                "csrrs zero,mstatus,t2",
                "mret");
        board.setWord("mtvec", Board.BASE);
        board.setWord("pc", PROGRAM);
        board.setWord("privilege", 1);
    }

    private String instruction() {
        String low = "ra sp gp tp".split(" ")[random.nextInt(4)];
        String pointer = pointer();
        return switch (random.nextInt(16)) {
            case 0 -> "sd " + entry() + "," + 8 * random.nextInt(PAGES) + "(" + pointer + ")";
            case 2 -> ATOMIC[random.nextInt(3)].formatted(low, entry(), pointer);
            case 3 -> "jal zero,.+" + 4 * (1 + random.nextInt(12));
            case 4 -> "beq ra,sp,.+" + 4 * (1 + random.nextInt(12));
            case 5 -> random.nextBoolean() ? "csrrs zero,sstatus,s2" : "csrrc zero,sstatus,s2";
            case 6 -> random.nextInt(8) == 0 ? "csrrw zero,satp,zero" : "sfence.vma zero,zero";
            case 1, 7 -> "addi " + low + "," + low + ",1";
            default -> memory(low, pointer);
        };
    }

    private String memory(String low, String pointer) {
        String form = MEMORY[random.nextInt(MEMORY.length)];
        // Some cross a page, most are aligned.
        int offset = random.nextInt(4) == 0 ? random.nextInt(4096) - 2048 : 8 * random.nextInt(PAGES);
        return form.formatted(form.startsWith("s") && random.nextBoolean() ? entry() : low, offset, pointer);
    }

    private String pointer() {
        return "s0 s1 a0 a1 a2 a3 a4 a5".split(" ")[random.nextInt(8)];
    }

    private String entry() {
        return "a6 a7 s4 s5 s6 s7".split(" ")[random.nextInt(6)];
    }

    private void registers() {
        for (int x = 8; x < 16; x++) {
            // Half of them point into the tables.
            int page = x % 2 == 0 ? 12 + random.nextInt(4) : 3 + random.nextInt(9);
            board.hart.setRegister(x, 0x1000L * page + MEGAPAGE * random.nextInt(2));
        }
        for (String name : "a6 a7 s4 s5 s6 s7".split(" ")) {
            int page = random.nextInt(3) == 0 ? 12 + random.nextInt(4) : random.nextInt(PAGES);
            board.set(name, PageTable.entryTo(page(page), FLAGS[random.nextInt(FLAGS.length)]));
        }
        board.set("s2", 3 << 18);
        board.set("s3", 8L << 60 | ROOT >>> 12);
        board.set("s8", PageTable.entryTo(page(1), PageTable.ALL));
        board.set("s9", LEAVES[0]);
        board.set("s10", PageTable.entryTo(LEAVES[0], PageTable.V));
        board.set("s11", MIDDLE);
        board.set("t3", PageTable.entryTo(MIDDLE, PageTable.V));
        board.set("t4", ROOT);
    }
}
