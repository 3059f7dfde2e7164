package dev.understudy.vmm.machine;

import dev.understudy.isa.Bus;
import dev.understudy.isa.BusError;
import dev.understudy.isa.Hart;
import dev.understudy.isa.Ram;
import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.device.Clint;
import dev.understudy.vmm.device.Device;
import dev.understudy.vmm.device.EmptySlot;
import dev.understudy.vmm.device.GuestClock;
import dev.understudy.vmm.device.GuestMemory;
import dev.understudy.vmm.device.Plic;
import dev.understudy.vmm.device.Rtc;
import dev.understudy.vmm.device.TestFinisher;
import dev.understudy.vmm.device.Uart;
import dev.understudy.vmm.device.VirtioBlock;
import dev.understudy.vmm.device.VirtioEntropy;
import dev.understudy.vmm.device.VirtioNet;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The devices of qemu's {@code virt} board and the bus that finds them. */
final class Board implements Bus {
    private static final int SOFTWARE_INTERRUPT = 3;
    private static final int TIMER_INTERRUPT = 7;
    private static final int SUPERVISOR_EXTERNAL = 9;
    private static final int MACHINE_EXTERNAL = 11;

    private record Region(MemoryMap place, long base, int size, Device device) {}

    private final List<Region> regions = new ArrayList<>();
    private final Outputs outputs;
    private Hart hart;

    final Clint clint;
    final Plic plic;
    final Uart uart;
    final VirtioBlock disk;
    final VirtioNet network;
    final VirtioEntropy entropy;

    Board(MachineConfig config, Ram ram, Outputs outputs, GuestClock clock) {
        this.outputs = outputs;
        clint = new Clint(clock, raised -> wire(SOFTWARE_INTERRUPT, raised), raised -> wire(TIMER_INTERRUPT, raised));
        plic = new Plic(raised -> wire(MACHINE_EXTERNAL, raised), raised -> wire(SUPERVISOR_EXTERNAL, raised));
        uart = new Uart(plic.source(MemoryMap.UART.interrupt()), outputs);
        GuestMemory dma = new Dma(ram, this::clearReservation);
        disk = config.diskBytes() > 0
                ? new VirtioBlock(
                        dma,
                        plic.source(MemoryMap.virtio(0).interrupt()),
                        outputs,
                        config.diskBytes(),
                        false,
                        "understudy")
                : null;
        network = config.network()
                ? new VirtioNet(dma, plic.source(MemoryMap.virtio(1).interrupt()), outputs, config.mac())
                : null;
        entropy = new VirtioEntropy(dma, plic.source(MemoryMap.virtio(2).interrupt()), outputs);

        add(MemoryMap.CLINT, clint);
        add(MemoryMap.PLIC, plic);
        add(MemoryMap.UART, uart);
        add(MemoryMap.TEST_FINISHER, new TestFinisher(outputs));
        add(MemoryMap.RTC, new Rtc(clock, config.epochNanos()));
        for (int slot = 0; slot < MemoryMap.VIRTIO_SLOTS; slot++) {
            add(MemoryMap.virtio(slot), inSlot(slot));
        }
    }

    private Device inSlot(int slot) {
        Device device = switch (slot) {
            case 0 -> disk;
            case 1 -> network;
            case 2 -> entropy;
            default -> null;
        };
        return device == null ? new EmptySlot() : device;
    }

    void plugIn(Hart hart) {
        this.hart = hart;
    }

    private void wire(int cause, boolean raised) {
        hart.setInterrupt(cause, raised);
    }

    private void clearReservation() {
        hart.clearReservation();
    }

    private void add(MemoryMap place, Device device) {
        regions.add(new Region(place, place.base(), place.size(), device));
    }

    @Override
    public long load(long address, int size) {
        Region region = at(address, size);
        long value = region.device.load((int) (address - region.base), size);
        endOfAccess();
        return value;
    }

    @Override
    public void store(long address, int size, long value) {
        Region region = at(address, size);
        region.device.store((int) (address - region.base), size, value);
        endOfAccess();
    }

    private void endOfAccess() {
        if (outputs.endOfAccess()) {
            hart.requestStop();
        }
    }

    private Region at(long address, int size) {
        for (Region region : regions) {
            long offset = address - region.base;
            if (offset >= 0 && offset <= region.size - size) {
                return region;
            }
        }
        throw BusError.NOTHING_THERE;
    }

    void reset() {
        regions.forEach(region -> region.device.reset());
    }

    void save(ByteWriter out) {
        regions.forEach(region -> region.device.save(out));
    }

    void digest(ByteWriter out) {
        regions.forEach(region -> region.device.digest(out));
    }

    /** What {@link #digest} takes from each device. */
    SortedMap<String, byte[]> states() {
        SortedMap<String, byte[]> states = new TreeMap<>();
        for (Region region : regions) {
            ByteWriter out = new ByteWriter(256);
            region.device.digest(out);
            states.put(region.place.name(), out.toByteArray());
        }
        return states;
    }

    void restore(ByteReader in) {
        regions.forEach(region -> region.device.restore(in));
    }
}
