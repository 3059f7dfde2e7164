package dev.understudy.isa;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Guest RAM: little-endian bytes at a physical base address. Whatever stores here, the hart or a device, marks the
 * 4 KiB page dirty and drops cached code and translations (rule <i>Invisible caches</i>). One thread.
 *
 * <p>One byte a page says whether a store needs more than the store: 0 means "dirty, and nothing cached hangs on it", so
 * that the fast path asks once. Addresses are guest-physical; every access outside throws IndexOutOfBoundsException.
 */
public final class Ram {
    /** Bytes a page, of dirty tracking as of cached code. */
    public static final int PAGE_SIZE = 1 << 12;

    private static final byte CLEAN = 1;
    private static final byte CODE = 2;
    private static final byte TABLE = 4;

    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);

    private final long base;
    private final byte[] bytes;
    private final byte[] pageStates;
    private final List<CodeWatcher> watchers = new ArrayList<>();
    private TableWatcher tableWatcher;
    private long watched;

    /** Told about stores into pages that hold cached code. Called in the middle of the store. */
    public interface CodeWatcher {
        /**
         * Bytes {@code [offset, offset + length)}, all in one page, have changed; offsets count from the base.
         *
         * @return false if the watcher holds no code of this page any more
         */
        boolean codeChanged(int offset, int length);

        /** Anything may have changed: drop all. */
        void allCodeChanged();
    }

    /** Told about stores into page tables that cached translations hang on. Called in the middle of the store. */
    public interface TableWatcher {
        /**
         * Bytes {@code [offset, offset + length)}, all in one page, have changed; offsets count from the base.
         *
         * @return false if nothing hangs on this page any more
         */
        boolean tableChanged(int offset, int length);

        /** Anything may have changed: drop all. */
        void allTablesChanged();
    }

    /**
     * Zeroed RAM, all pages dirty.
     *
     * @param base physical address of the first byte, a multiple of 4096
     * @param size bytes, a positive multiple of 4096
     */
    public Ram(long base, int size) {
        if (size <= 0 || size % PAGE_SIZE != 0) {
            throw new IllegalArgumentException("RAM size " + size + " is not a positive multiple of " + PAGE_SIZE);
        }
        if (base % PAGE_SIZE != 0 || base < 0 || base > Long.MAX_VALUE - size) {
            throw new IllegalArgumentException("RAM base 0x" + Long.toHexString(base) + " is not a page address");
        }
        this.base = base;
        this.bytes = new byte[size];
        this.pageStates = new byte[size / PAGE_SIZE];
    }

    private static VarHandle view(Class<?> arrayType) {
        return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.LITTLE_ENDIAN);
    }

    /** Physical address of the first byte. */
    public long base() {
        return base;
    }

    /** Bytes. */
    public int size() {
        return bytes.length;
    }

    /** True if {@code [address, address + length)} lies wholly in RAM; no overflow for any arguments. */
    public boolean contains(long address, long length) {
        long offset = address - base;
        return address >= base && length >= 0 && offset <= bytes.length && length <= bytes.length - offset;
    }

    /** One byte, 0..255. */
    public int load8(long address) {
        return bytes[offset(address, 1)] & 0xff;
    }

    /** Two bytes, 0..65535, at any alignment. */
    public int load16(long address) {
        return (short) SHORT.get(bytes, offset(address, 2)) & 0xffff;
    }

    /** Four bytes at any alignment. */
    public int load32(long address) {
        return (int) INT.get(bytes, offset(address, 4));
    }

    /** Eight bytes at any alignment. */
    public long load64(long address) {
        return (long) LONG.get(bytes, offset(address, 8));
    }

    /** Stores the low 8 bits. */
    public void store8(long address, int value) {
        int offset = offset(address, 1);
        bytes[offset] = (byte) value;
        stored(offset, 1);
    }

    /** Stores the low 16 bits at any alignment. */
    public void store16(long address, int value) {
        int offset = offset(address, 2);
        SHORT.set(bytes, offset, (short) value);
        stored(offset, 2);
    }

    /** Stores 32 bits at any alignment. */
    public void store32(long address, int value) {
        int offset = offset(address, 4);
        INT.set(bytes, offset, value);
        stored(offset, 4);
    }

    /** Stores 64 bits at any alignment. */
    public void store64(long address, long value) {
        int offset = offset(address, 8);
        LONG.set(bytes, offset, value);
        stored(offset, 8);
    }

    /** Copies {@code length} bytes of RAM to {@code target}. */
    public void read(long address, byte[] target, int offset, int length) {
        System.arraycopy(bytes, offset(address, length), target, offset, length);
    }

    /** Copies {@code length} bytes into RAM. */
    public void write(long address, byte[] source, int offset, int length) {
        int start = offset(address, length);
        System.arraycopy(source, offset, bytes, start, length);
        stored(start, length);
    }

    /** Pages of 4 KiB. */
    public int pageCount() {
        return pageStates.length;
    }

    /** True if something was stored into the page since {@link #clean}, or since the beginning. */
    public boolean isDirty(int page) {
        return (pageStates[page] & CLEAN) == 0;
    }

    /** Forgets that the page was dirty; the next store into it marks it again. */
    public void clean(int page) {
        watched++;
        pageStates[page] |= CLEAN;
    }

    /**
     * The bytes themselves, for hashing and snapshots. Who changes them calls {@link #replaced} before the hart runs on.
     */
    public byte[] bytes() {
        return bytes;
    }

    /** The bytes were changed from outside: all pages are dirty and nothing cached is valid. */
    public void replaced() {
        Arrays.fill(pageStates, (byte) 0);
        watchers.forEach(CodeWatcher::allCodeChanged);
        if (tableWatcher != null) {
            tableWatcher.allTablesChanged();
        }
    }

    /** For engines: the live byte a page; 0 says that a store into the page needs nothing but the store. */
    public byte[] pageStates() {
        return pageStates;
    }

    /** For engines: how often a page was clean or watched from then on, so that more than the store may be needed. */
    public long watched() {
        return watched;
    }

    /** For engines: from now on stores into the page are reported to all watchers, until none holds code of it. */
    public void watchCode(int page) {
        watched++;
        pageStates[page] |= CODE;
    }

    /** For engines. */
    public void addCodeWatcher(CodeWatcher watcher) {
        watchers.add(watcher);
    }

    /** For the hart's MMU: from now on stores into the page are reported, until nothing hangs on it. */
    public void watchTable(int page) {
        watched++;
        pageStates[page] |= TABLE;
    }

    /** For the hart's MMU. */
    public void setTableWatcher(TableWatcher watcher) {
        tableWatcher = watcher;
    }

    private int offset(long address, int length) {
        if (length < 0 || !contains(address, length)) {
            throw new IndexOutOfBoundsException("0x" + Long.toHexString(address) + " + " + length
                    + " bytes is not in RAM, 0x" + Long.toHexString(base) + " + " + bytes.length);
        }
        return (int) (address - base);
    }

    private void stored(int offset, int length) {
        int end = offset + length;
        while (offset < end) {
            int page = offset / PAGE_SIZE;
            int here = Math.min(end, (page + 1) * PAGE_SIZE) - offset;
            if (pageStates[page] != 0) {
                storedIntoTrackedPage(page, offset, here);
            }
            offset += here;
        }
    }

    private void storedIntoTrackedPage(int page, int offset, int length) {
        pageStates[page] &= ~CLEAN;
        if ((pageStates[page] & TABLE) != 0 && !tableWatcher.tableChanged(offset, length)) {
            pageStates[page] &= ~TABLE;
        }
        if ((pageStates[page] & CODE) != 0) {
            boolean held = false;
            for (CodeWatcher watcher : watchers) {
                held |= watcher.codeChanged(offset, length);
            }
            if (!held) {
                pageStates[page] &= ~CODE;
            }
        }
    }
}
