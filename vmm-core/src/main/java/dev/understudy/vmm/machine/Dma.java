package dev.understudy.vmm.machine;

import dev.understudy.isa.Ram;
import dev.understudy.vmm.device.GuestMemory;

/** RAM as devices reach it. A store clears the hart's reservation: the rule is simple and the same on every replica. */
final class Dma implements GuestMemory {
    private final Ram ram;
    private final Runnable clearReservation;

    Dma(Ram ram, Runnable clearReservation) {
        this.ram = ram;
        this.clearReservation = clearReservation;
    }

    @Override
    public boolean contains(long address, long length) {
        return ram.contains(address, length);
    }

    @Override
    public int load8(long address) {
        return ram.load8(address);
    }

    @Override
    public int load16(long address) {
        return ram.load16(address);
    }

    @Override
    public int load32(long address) {
        return ram.load32(address);
    }

    @Override
    public long load64(long address) {
        return ram.load64(address);
    }

    @Override
    public void store8(long address, int value) {
        clearReservation.run();
        ram.store8(address, value);
    }

    @Override
    public void store16(long address, int value) {
        clearReservation.run();
        ram.store16(address, value);
    }

    @Override
    public void store32(long address, int value) {
        clearReservation.run();
        ram.store32(address, value);
    }

    @Override
    public void store64(long address, long value) {
        clearReservation.run();
        ram.store64(address, value);
    }

    @Override
    public void read(long address, byte[] target, int offset, int length) {
        ram.read(address, target, offset, length);
    }

    @Override
    public void write(long address, byte[] source, int offset, int length) {
        clearReservation.run();
        ram.write(address, source, offset, length);
    }
}
