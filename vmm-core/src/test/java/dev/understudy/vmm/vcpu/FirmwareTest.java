package dev.understudy.vmm.vcpu;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.understudy.vmm.machine.BootImage;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineConfig;
import dev.understudy.vmm.machine.MemoryMap;
import dev.understudy.vmm.rehearsal.LiveRehearsal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Firmware that was made for qemu's board runs unchanged: OpenSBI as Debian's package {@code opensbi} brings it. */
class FirmwareTest {
    private static final Path OPENSBI = Path.of("/usr/lib/riscv64-linux-gnu/opensbi/generic/fw_jump.elf");
    private static final int STEPS = 2_000;

    @Test
    void openSbiFindsTheBoardsDevicesAndHandsOver() throws IOException {
        assumeTrue(Files.exists(OPENSBI), "Debian's package opensbi is not installed");
        MachineConfig config = new MachineConfig(128 << 20, 0, false, new byte[6], "", 0, new byte[0]);
        Machine machine = new Machine(config, BootImage.of(Files.readAllBytes(OPENSBI), MemoryMap.RAM_BASE));
        LiveRehearsal live = new LiveRehearsal(machine, 10_000, 1);
        for (int step = 0; step < STEPS && !live.console().contains("MEDELEG"); step++) {
            live.step();
        }
        String console = live.console();
        for (String line : new String[] {
            "Platform Name             : riscv-virtio,understudy",
            "Platform Timer Device     : aclint-mtimer @ 10000000Hz",
            "Platform Console Device   : uart8250",
            "Boot HART Base ISA        : rv64imafdc"
        }) {
            assertTrue(console.contains(line), console);
        }
    }
}
