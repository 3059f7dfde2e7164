package dev.understudy.isa.interpreter;

import dev.understudy.isa.Ram;
import dev.understudy.isa.instruction.CompressedForm;
import dev.understudy.isa.instruction.Decoder;
import java.util.Arrays;

/**
 * Pre-decoded code, an array a page of RAM, an entry a halfword. A store into a page that has one forgets just the entries
 * that it touched, so that no cached instruction ever differs from a fresh fetch (rule <i>Invisible caches</i>).
 */
final class CodeCache implements Ram.CodeWatcher {
    /** Entries of a page; one more follows, the sentinel. */
    static final int ENTRIES = Ram.PAGE_SIZE / 2;

    /** Pages kept: 64 MiB of arrays. One more, and all are dropped. */
    private static final int PAGES_MAX = 4096;
    /** Stores into a page with code, after which it is taken for data until it is executed again. */
    private static final int CHANGES_MAX = 256;
    /** Instructions decoded at once, in the hope that they follow one another. */
    private static final int RUN = 16;

    private final Ram ram;
    private final long[][] pages;
    private final int[] changes;
    private int pageCount;

    CodeCache(Ram ram) {
        this.ram = ram;
        this.pages = new long[ram.pageCount()][];
        this.changes = new int[ram.pageCount()];
        ram.addCodeWatcher(this);
    }

    /** The live table of the arrays by page of RAM, null where there is none. */
    long[][] pages() {
        return pages;
    }

    /** The array of the page of a physical address in RAM, with that instruction decoded. */
    long[] decoded(long address) {
        int page = (int) ((address - ram.base()) >>> 12);
        long[] code = pages[page];
        if (code == null) {
            code = open(page);
        }
        int at = (int) (address & Ram.PAGE_SIZE - 1) >>> 1;
        if (Opcode.opcode(code[at]) == Opcode.UNDECODED) {
            decodeRun(code, ram.base() + ((long) page << 12), at);
        }
        return code;
    }

    /** From now on the loop comes back at this address of cached code, with {@link Opcode#MARK} and {@code id}. */
    void mark(long address, int id) {
        decoded(address)[at(address)] = marked(id);
    }

    /** Undoes {@link #mark}, if it is still there. */
    void unmark(long address, int id) {
        long[] code = pages[(int) ((address - ram.base()) >>> 12)];
        if (code != null && code[at(address)] == marked(id)) {
            code[at(address)] = Opcode.UNDECODED;
        }
    }

    private static long marked(int id) {
        return Opcode.MARK | (long) id << 32;
    }

    private static int at(long address) {
        return (int) (address & Ram.PAGE_SIZE - 1) >>> 1;
    }

    private long[] open(int page) {
        if (pageCount == PAGES_MAX) {
            allCodeChanged();
        }
        long[] code = new long[ENTRIES + 1];
        code[ENTRIES] = Opcode.PAGE_END;
        pages[page] = code;
        changes[page] = 0;
        pageCount++;
        ram.watchCode(page);
        return code;
    }

    private void decodeRun(long[] code, long pageAddress, int first) {
        int at = first;
        for (int i = 0; i < RUN && at < ENTRIES && Opcode.opcode(code[at]) == Opcode.UNDECODED; i++) {
            code[at] = decode(pageAddress + 2L * at, at == ENTRIES - 1);
            at += Math.max(1, Opcode.halfwords(code[at]));
        }
    }

    private long decode(long address, boolean lastInPage) {
        int half = ram.load16(address);
        if (Decoder.isCompressed(half)) {
            return Opcode.pack(CompressedForm.expand(half), 1);
        }
        return lastInPage ? Opcode.CROSSING : Opcode.pack(ram.load32(address), 2);
    }

    @Override
    public boolean codeChanged(int offset, int length) {
        int page = offset >>> 12;
        long[] code = pages[page];
        if (code == null) {
            return false;
        }
        if (++changes[page] > CHANGES_MAX) {
            pages[page] = null;
            pageCount--;
            return false;
        }
        int first = (offset & (Ram.PAGE_SIZE - 1)) >>> 1;
        int last = ((offset + length - 1) & (Ram.PAGE_SIZE - 1)) >>> 1;
        // The entry before may be an instruction whose upper half has changed.
        Arrays.fill(code, Math.max(0, first - 1), last + 1, Opcode.UNDECODED);
        return true;
    }

    @Override
    public void allCodeChanged() {
        Arrays.fill(pages, null);
        pageCount = 0;
    }
}
