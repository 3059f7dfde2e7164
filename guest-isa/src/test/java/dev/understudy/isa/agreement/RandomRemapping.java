package dev.understudy.isa.agreement;

import dev.understudy.isa.Assembler;
import dev.understudy.isa.Board;
import dev.understudy.isa.PageTable;
import dev.understudy.isa.Ram;
import java.util.Random;

/**
 * A board with a random program in S whose pages of code change places while they run, with and without sfence.vma.
 *
 * <pre>
 * page of RAM   0 handler and its table of addresses   1 to 6 code   8 to 10 data   13 to 15 tables of level 0, 1, 2
 * virtual page  0 to 7 the window: any pages of code   8 to 15 as in RAM            17 to 22 the code, to be written
 * </pre>
 *
 * Every other page of code begins with half a word, so that its last instruction ends in whatever page is mapped behind it.
 * s0 and s1 point into the window, a0 to their table, a1 to the table of level 0, a2 and a3 to data, a4 and a5 into code;
 * a6 to s5 hold table entries of code, s8 to s11 instructions. sp to t2 are computed with; t5 and t6 are the handler's.
 */
final class RandomRemapping {
    static final int WINDOW = 8;
    private static final int CODE_PAGES = 6;
    private static final int ALIAS = 16;
    private static final int LEAF = 13;
    private static final int POINTERS = 64;
    private static final long POINTER_TABLE = 0x9000;
    private static final String[] VALUES = "sp gp tp t0 t1 t2".split(" ");
    private static final String[] ENTRIES = "a6 a7 s2 s3 s4 s5".split(" ");
    private static final String[] WORDS = {"addi t0,t0,1", "xor t1,t1,t0", "jal zero,.+8", "auipc t2,0x0"};

    private final Random random;
    private final Board board = new Board();

    private RandomRemapping(long seed) {
        random = new Random(seed);
    }

    static Board board(long seed) {
        RandomRemapping remapping = new RandomRemapping(seed);
        remapping.tables();
        remapping.handler();
        for (int page = 1; page <= CODE_PAGES; page++) {
            remapping.code(page);
        }
        remapping.registers();
        return remapping.board;
    }

    /** The page of RAM that a virtual page is mapped to now. */
    static long mapped(Board board, long page) {
        return (board.ram.load64(page(LEAF) + 8 * page) >>> 10) - (Board.BASE >>> 12);
    }

    private static long page(int index) {
        return Board.BASE + (long) Ram.PAGE_SIZE * index;
    }

    private void tables() {
        board.ram.store64(page(15), PageTable.entryTo(page(14), PageTable.V));
        board.ram.store64(page(14), PageTable.entryTo(page(LEAF), PageTable.V));
        for (int i = 0; i < WINDOW; i++) {
            map(i, 1 + random.nextInt(CODE_PAGES));
            map(WINDOW + i, WINDOW + i);
        }
        for (int i = 1; i <= CODE_PAGES; i++) {
            map(ALIAS + i, i);
        }
        board.setWord("satp", 8L << 60 | page(15) >>> 12);
    }

    private void map(int virtual, int physical) {
        board.ram.store64(page(LEAF) + 8L * virtual, PageTable.entryTo(page(physical), PageTable.ALL));
    }

    /** Goes on at the next address of its table, whatever came. */
    private void handler() {
        board.put(
                Board.BASE,
                "addi t5,t5,8",
                "andi t5,t5,504",
                "auipc t6,0x0",
                "add t6,t6,t5",
                "ld t6,2040(t6)",
                "csrrw zero,mepc,t6",
                "mret");
        for (int i = 0; i < POINTERS; i++) {
            board.ram.store64(Board.BASE + 0x800 + 8L * i, pointer());
            board.ram.store64(Board.BASE + POINTER_TABLE + 8L * i, pointer());
        }
        board.setWord("mtvec", Board.BASE);
        board.setWord("mie", 1 << 7 | 1 << 11);
        board.setWord("pc", 0);
        board.setWord("privilege", 1);
    }

    private long pointer() {
        return 2L * random.nextInt(WINDOW * Ram.PAGE_SIZE / 2);
    }

    private void code(int page) {
        int at = page % 2 == 0 ? 2 : 0;
        board.ram.store16(page(page), 1); // c.nop
        while (at < Ram.PAGE_SIZE) {
            for (String line : lines()) {
                at = append(page(page), at, Assembler.word(line));
            }
        }
    }

    /** Of an instruction that crosses the page's end only the first half is here. */
    private int append(long base, int at, int word) {
        if (at <= Ram.PAGE_SIZE - 4) {
            board.ram.store32(base + at, word);
        } else if (at < Ram.PAGE_SIZE) {
            board.ram.store16(base + at, word & 0xffff);
        }
        return at + 4;
    }

    private String[] lines() {
        return switch (random.nextInt(24)) {
            case 0, 1, 2 -> remap();
            case 3 -> rewrite();
            case 4, 5 -> lines("ld " + any("s0", "s1") + "," + 8 * random.nextInt(POINTERS) + "(a0)");
            case 6 -> lines("jalr " + any("zero", "ra") + ",0(" + any("s0", "s1", "ra") + ")");
            case 7, 8 -> lines("jal " + any("zero", "ra") + ",.+" + 2 * (2 + random.nextInt(100)));
            case 9, 10, 11 -> lines(branch());
            case 12 -> lines(any("ecall", "ebreak", "csrrw t0,sscratch,t1", "fence.i", "sfence.vma zero,zero"));
            case 13, 14, 15 -> lines(data());
            case 16, 17 -> lines("auipc " + any(VALUES) + ",0x0");
            default -> lines(computing());
        };
    }

    private static String[] lines(String... lines) {
        return lines;
    }

    private String[] remap() {
        String store = "sd " + any(ENTRIES) + "," + 8 * random.nextInt(WINDOW) + "(a1)";
        return random.nextBoolean() ? lines(store) : lines(store, "sfence.vma zero,zero");
    }

    private String[] rewrite() {
        String store = "sw " + any("s8", "s9", "s10", "s11") + "," + (2 * random.nextInt(2000) - 2000) + "("
                + any("a4", "a5") + ")";
        return random.nextBoolean() ? lines(store) : lines(store, "fence.i");
    }

    private String branch() {
        int distance = 2 * random.nextInt(40) - 30;
        return any("beq", "bne", "blt", "bgeu") + " " + any(VALUES) + "," + any(VALUES) + (distance < 0 ? ",." : ",.+")
                + distance;
    }

    private String data() {
        return any("ld", "lw", "lbu", "sd", "sw", "sh") + " " + any(VALUES) + "," + (random.nextInt(4096) - 2048) + "("
                + any("a2", "a3") + ")";
    }

    private String computing() {
        return any("add", "xor", "sub", "and", "mul") + " " + any(VALUES) + "," + any(VALUES) + "," + any(VALUES);
    }

    private String any(String... choice) {
        return choice[random.nextInt(choice.length)];
    }

    private void registers() {
        board.set("s0", pointer());
        board.set("s1", pointer());
        board.set("ra", pointer());
        board.set("a0", POINTER_TABLE);
        board.set("a1", LEAF * (long) Ram.PAGE_SIZE);
        board.set("a2", 0x8800);
        board.set("a3", 0xa000);
        for (String pointer : new String[] {"a4", "a5"}) {
            board.set(pointer, (ALIAS + 1L + random.nextInt(CODE_PAGES)) * Ram.PAGE_SIZE + Ram.PAGE_SIZE / 2);
        }
        for (int i = 0; i < CODE_PAGES; i++) {
            board.set(ENTRIES[i], PageTable.entryTo(page(1 + i), PageTable.ALL));
        }
        for (int i = 0; i < WORDS.length; i++) {
            board.set("s" + (8 + i), Assembler.word(WORDS[i]));
        }
    }
}
