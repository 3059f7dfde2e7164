package dev.understudy.vmm.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceTreeTest {
    private static final DeviceTree.Board BOARD = new DeviceTree.Board(
            128 << 20,
            "rv64imac_zicsr_zifencei_zicntr",
            "riscv,sv39",
            "console=ttyS0 quiet",
            0x8400_0000L,
            0x8410_0000L,
            new byte[] {1, 2, 3});

    private final Map<String, byte[]> tree = FlatTreeReader.read(DeviceTree.virt(BOARD));

    private String text(String path) {
        return new String(tree.get(path), StandardCharsets.UTF_8);
    }

    private int cell(String path, int index) {
        return ByteBuffer.wrap(tree.get(path)).getInt(4 * index);
    }

    private long pair(String path, int index) {
        return ByteBuffer.wrap(tree.get(path)).getLong(8 * index);
    }

    @Test
    void memoryHasTheSizeOfTheBoard() {
        assertEquals(0x8000_0000L, pair("/memory@80000000/reg", 0));
        assertEquals(128 << 20, pair("/memory@80000000/reg", 1));
    }

    @Test
    void hartIsDescribed() {
        assertEquals("rv64imac_zicsr_zifencei_zicntr\0", text("/cpus/cpu@0/riscv,isa"));
        assertEquals("rv64i\0", text("/cpus/cpu@0/riscv,isa-base"));
        assertEquals("i\0m\0a\0c\0zicsr\0zifencei\0zicntr\0", text("/cpus/cpu@0/riscv,isa-extensions"));
        assertEquals("riscv,sv39\0", text("/cpus/cpu@0/mmu-type"));
        assertEquals(10_000_000, cell("/cpus/timebase-frequency", 0));
    }

    @Test
    void bootIsChosen() {
        assertEquals("console=ttyS0 quiet\0", text("/chosen/bootargs"));
        assertEquals(0x8400_0000L, pair("/chosen/linux,initrd-start", 0));
        assertEquals(0x8410_0000L, pair("/chosen/linux,initrd-end", 0));
        assertArrayEquals(new byte[] {1, 2, 3}, tree.get("/chosen/rng-seed"));
        assertEquals("/soc/serial@10000000\0", text("/chosen/stdout-path"));
    }

    @Test
    void whatIsNotThereIsNotChosen() {
        DeviceTree.Board bare = new DeviceTree.Board(1 << 20, "rv64i", "riscv,none", "", 0, 0, new byte[0]);
        Map<String, byte[]> other = FlatTreeReader.read(DeviceTree.virt(bare));
        assertFalse(other.containsKey("/chosen/bootargs"));
        assertFalse(other.containsKey("/chosen/linux,initrd-start"));
        assertFalse(other.containsKey("/chosen/rng-seed"));
    }

    @Test
    void eightVirtioSlotsHaveInterruptsOneToEight() {
        for (int slot = 0; slot < 8; slot++) {
            String node = "/soc/virtio_mmio@" + Integer.toHexString(0x1000_1000 + 0x1000 * slot);
            assertEquals(0x1000_1000 + 0x1000 * slot, pair(node + "/reg", 0));
            assertEquals(0x1000, pair(node + "/reg", 1));
            assertEquals(1 + slot, cell(node + "/interrupts", 0));
            assertEquals(cell("/soc/interrupt-controller@c000000/phandle", 0), cell(node + "/interrupt-parent", 0));
        }
    }

    @Test
    void interruptControllersReachTheHart() {
        int hart = cell("/cpus/cpu@0/interrupt-controller/phandle", 0);
        String plic = "/soc/interrupt-controller@c000000/interrupts-extended";
        assertEquals(hart, cell(plic, 0));
        assertEquals(11, cell(plic, 1));
        assertEquals(hart, cell(plic, 2));
        assertEquals(9, cell(plic, 3));
        assertEquals(96, cell("/soc/interrupt-controller@c000000/riscv,ndev", 0));
        assertEquals(3, cell("/soc/clint@2000000/interrupts-extended", 1));
        assertEquals(7, cell("/soc/clint@2000000/interrupts-extended", 3));
    }

    @Test
    void powerGoesThroughTheFinisher() {
        assertEquals(cell("/soc/test@100000/phandle", 0), cell("/poweroff/regmap", 0));
        assertEquals(0x5555, cell("/poweroff/value", 0));
        assertEquals(0x7777, cell("/reboot/value", 0));
    }

    /** Debian's compiler knows many rules about trees; it warns on stderr. */
    @Test
    void deviceTreeCompilerHasNothingToSay(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/dtc")), "device-tree-compiler is not installed");
        Path blob = Files.write(folder.resolve("virt.dtb"), DeviceTree.virt(BOARD));
        Path errors = folder.resolve("errors");
        Process dtc = new ProcessBuilder("/usr/bin/dtc", "-I", "dtb", "-O", "dts", "-o", "/dev/null", blob.toString())
                .redirectError(errors.toFile())
                .start();
        assertTrue(dtc.waitFor(60, TimeUnit.SECONDS));
        assertEquals("", Files.readString(errors));
        assertEquals(0, dtc.exitValue());
    }
}
