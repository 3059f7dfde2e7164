package dev.understudy.vmm.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** One MiB of RAM, or less, that refuses every access outside. */
final class TestMemory implements GuestMemory {
    static final long BASE = 0x8000_0000L;
    static final int SIZE = 1 << 20;

    final byte[] bytes;
    private final ByteBuffer view;

    TestMemory() {
        this(SIZE);
    }

    TestMemory(int size) {
        bytes = new byte[size];
        view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public boolean contains(long address, long length) {
        return address >= BASE && length >= 0 && length <= bytes.length && address - BASE <= bytes.length - length;
    }

    private int at(long address, int length) {
        return (int) Objects.checkFromIndexSize(address - BASE, length, (long) bytes.length);
    }

    @Override
    public int load8(long address) {
        return view.get(at(address, 1)) & 0xff;
    }

    @Override
    public int load16(long address) {
        return view.getShort(at(address, 2)) & 0xffff;
    }

    @Override
    public int load32(long address) {
        return view.getInt(at(address, 4));
    }

    @Override
    public long load64(long address) {
        return view.getLong(at(address, 8));
    }

    @Override
    public void store8(long address, int value) {
        view.put(at(address, 1), (byte) value);
    }

    @Override
    public void store16(long address, int value) {
        view.putShort(at(address, 2), (short) value);
    }

    @Override
    public void store32(long address, int value) {
        view.putInt(at(address, 4), value);
    }

    @Override
    public void store64(long address, long value) {
        view.putLong(at(address, 8), value);
    }

    @Override
    public void read(long address, byte[] target, int offset, int length) {
        System.arraycopy(bytes, at(address, length), target, offset, length);
    }

    @Override
    public void write(long address, byte[] source, int offset, int length) {
        System.arraycopy(source, offset, bytes, at(address, length), length);
    }
}
