package dev.understudy.vmm.machine;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Generates the device tree of the board, which tells firmware and kernels what is where. Bindings are those of Linux'
 * {@code Documentation/devicetree}.
 */
public final class DeviceTree {
    /** Ticks of guest time a second. */
    public static final int TIMEBASE_HERTZ = 10_000_000;

    /** The tree lies in that many last bytes of RAM, as on qemu's board. */
    static final int ROOM = 64 << 10;

    private static final String BASE = "rv64i";
    private static final int UART_CLOCK_HERTZ = 3_686_400;
    private static final int PLIC_SOURCES = 96;

    // Interrupt numbers at the hart's own controller are exception codes of the privileged specification.
    private static final int SUPERVISOR_EXTERNAL = 9;
    private static final int MACHINE_SOFTWARE = 3;
    private static final int MACHINE_TIMER = 7;
    private static final int MACHINE_EXTERNAL = 11;

    // What phandles name.
    private static final int HART_CONTROLLER = 1;
    private static final int PLIC = 2;
    private static final int FINISHER = 3;

    private final FlatTree tree = new FlatTree();
    private final Board board;

    private DeviceTree(Board board) {
        this.board = board;
    }

    /**
     * What differs between two boards.
     *
     * @param memorySize bytes of RAM
     * @param isa as in {@code riscv,isa}: {@code rv64imac_zicsr_zifencei_zicntr}
     * @param mmu as in {@code mmu-type}: {@code riscv,sv39}, or {@code riscv,none}
     * @param bootArguments kernel command line, may be empty
     * @param initrdStart physical address
     * @param initrdEnd physical address after the last byte; equal to the start when there is none
     * @param rngSeed bytes for {@code rng-seed}, may be empty
     */
    public record Board(
            long memorySize,
            String isa,
            String mmu,
            String bootArguments,
            long initrdStart,
            long initrdEnd,
            byte[] rngSeed) {}

    /** The tree as a blob to put into RAM, 8-byte aligned there. */
    public static byte[] virt(Board board) {
        return new DeviceTree(board).build();
    }

    private byte[] build() {
        tree.begin("");
        tree.cells("#address-cells", 2).cells("#size-cells", 2);
        tree.text("compatible", "riscv-virtio").text("model", "riscv-virtio,understudy");
        chosen();
        memory();
        cpus();
        power();
        tree.begin("soc");
        tree.cells("#address-cells", 2).cells("#size-cells", 2);
        tree.text("compatible", "simple-bus").empty("ranges");
        interruptControllers();
        peripherals();
        tree.end();
        tree.end();
        return tree.toBlob();
    }

    private void chosen() {
        tree.begin("chosen");
        tree.text("stdout-path", "/soc/" + name("serial", MemoryMap.UART));
        if (!board.bootArguments().isEmpty()) {
            tree.text("bootargs", board.bootArguments());
        }
        if (board.initrdEnd() > board.initrdStart()) {
            tree.cells64("linux,initrd-start", board.initrdStart());
            tree.cells64("linux,initrd-end", board.initrdEnd());
        }
        if (board.rngSeed().length > 0) {
            tree.bytes("rng-seed", board.rngSeed());
        }
        tree.end();
    }

    private void memory() {
        tree.begin("memory@" + Long.toHexString(MemoryMap.RAM_BASE));
        tree.text("device_type", "memory").cells64("reg", MemoryMap.RAM_BASE, board.memorySize());
        tree.end();
    }

    private void cpus() {
        tree.begin("cpus");
        tree.cells("#address-cells", 1).cells("#size-cells", 0).cells("timebase-frequency", TIMEBASE_HERTZ);
        tree.begin("cpu@0");
        tree.text("device_type", "cpu").cells("reg", 0).text("status", "okay").text("compatible", "riscv");
        isa();
        tree.text("mmu-type", board.mmu());
        tree.begin("interrupt-controller");
        tree.cells("#interrupt-cells", 1).cells("#address-cells", 0).empty("interrupt-controller");
        tree.text("compatible", "riscv,cpu-intc");
        tree.cells("phandle", HART_CONTROLLER);
        tree.end();
        tree.end();
        tree.end();
    }

    /** Old kernels read the string, newer ones base and list; both say the same. */
    private void isa() {
        String[] parts = board.isa().split("_");
        Stream<String> letters =
                parts[0].substring(BASE.length() - 1).chars().mapToObj(letter -> String.valueOf((char) letter));
        String[] extensions =
                Stream.concat(letters, Arrays.stream(parts).skip(1)).toArray(String[]::new);
        tree.text("riscv,isa", board.isa()).text("riscv,isa-base", BASE).text("riscv,isa-extensions", extensions);
    }

    private void power() {
        finisherCommand("poweroff", "syscon-poweroff", 0x5555);
        finisherCommand("reboot", "syscon-reboot", 0x7777);
    }

    private void finisherCommand(String name, String compatible, int value) {
        tree.begin(name);
        tree.text("compatible", compatible)
                .cells("regmap", FINISHER)
                .cells("offset", 0)
                .cells("value", value);
        tree.end();
    }

    private void interruptControllers() {
        begin("clint", MemoryMap.CLINT, "sifive,clint0", "riscv,clint0");
        tree.cells("interrupts-extended", HART_CONTROLLER, MACHINE_SOFTWARE, HART_CONTROLLER, MACHINE_TIMER);
        tree.end();

        begin("interrupt-controller", MemoryMap.PLIC, "sifive,plic-1.0.0", "riscv,plic0");
        tree.cells("#interrupt-cells", 1).cells("#address-cells", 0).empty("interrupt-controller");
        tree.cells("interrupts-extended", HART_CONTROLLER, MACHINE_EXTERNAL, HART_CONTROLLER, SUPERVISOR_EXTERNAL);
        tree.cells("riscv,ndev", PLIC_SOURCES).cells("phandle", PLIC);
        tree.end();
    }

    private void peripherals() {
        begin("test", MemoryMap.TEST_FINISHER, "sifive,test1", "sifive,test0", "syscon");
        tree.cells("phandle", FINISHER);
        tree.end();

        begin("rtc", MemoryMap.RTC, "google,goldfish-rtc");
        tree.end();

        begin("serial", MemoryMap.UART, "ns16550a");
        tree.cells("clock-frequency", UART_CLOCK_HERTZ);
        tree.end();

        for (int slot = 0; slot < MemoryMap.VIRTIO_SLOTS; slot++) {
            begin("virtio_mmio", MemoryMap.virtio(slot), "virtio,mmio");
            tree.end();
        }
    }

    /** Begins the node of a device, with its registers and its interrupt if it has one. */
    private void begin(String name, MemoryMap device, String... compatible) {
        tree.begin(name(name, device));
        tree.text("compatible", compatible).cells64("reg", device.base(), device.size());
        if (device.interrupt() != 0) {
            tree.cells("interrupt-parent", PLIC).cells("interrupts", device.interrupt());
        }
    }

    private static String name(String name, MemoryMap device) {
        return name + "@" + Long.toHexString(device.base());
    }
}
