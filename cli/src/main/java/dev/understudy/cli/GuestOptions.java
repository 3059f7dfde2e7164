package dev.understudy.cli;

import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.machine.BootImage;
import dev.understudy.vmm.machine.FirmwareBoot;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineConfig;
import dev.understudy.vmm.machine.MemoryMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a new machine is made of. */
final class GuestOptions {
    private static final long MAX_IMAGE_BYTES = 256L << 20;

    /** Of Debian's package {@code opensbi}. */
    private static final Path STANDARD_FIRMWARE = Path.of("/usr/lib/riscv64-linux-gnu/opensbi/generic/fw_jump.bin");

    @Option(
            names = "--kernel",
            required = true,
            paramLabel = "FILE",
            description = "ELF, Linux Image for riscv64, or flat image to start, at 0x80000000 if flat.")
    Path kernel;

    @Option(
            names = "--firmware",
            paramLabel = "FILE",
            description = "Firmware to start the kernel, which then lies at 0x80200000 if flat: OpenSBI's fw_jump"
                    + " (default for a Linux Image: that of Debian's package opensbi).")
    private Path firmware;

    @Option(names = "--initrd", paramLabel = "FILE", description = "First file system of a Linux kernel.")
    private Path initrd;

    @Option(
            names = "--memory",
            defaultValue = "128M",
            converter = Sizes.class,
            paramLabel = "SIZE",
            description = "RAM, 1M to 1G (default: ${DEFAULT-VALUE}).")
    long memory;

    @Option(names = "--append", defaultValue = "", paramLabel = "TEXT", description = "Kernel command line.")
    String append;

    @Option(
            names = "--mac",
            defaultValue = "52:54:00:12:34:56",
            paramLabel = "MAC",
            description = "Address of the network card (default: ${DEFAULT-VALUE}).")
    String mac;

    @Mixin
    private EngineOption engine;

    EngineOption engine() {
        return engine;
    }

    /** The same but for the engine, for another process. */
    List<String> arguments() {
        List<String> all = new ArrayList<>(List.of(
                "--kernel=" + kernel.toAbsolutePath(), "--memory=" + memory, "--append=" + append, "--mac=" + mac));
        if (firmware != null) {
            all.add("--firmware=" + firmware.toAbsolutePath());
        }
        if (initrd != null) {
            all.add("--initrd=" + initrd.toAbsolutePath());
        }
        return all;
    }

    /** Throws what {@link #build} would throw for a machine without a disk. */
    void check(int failureCode) {
        build(0, true, failureCode);
    }

    /** @param diskBytes capacity of the disk, 0 for none */
    Machine build(long diskBytes, boolean network, int failureCode) {
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        try {
            MachineConfig config = new MachineConfig(
                    memory,
                    diskBytes,
                    network,
                    MachineConfig.parseMac(mac),
                    append,
                    TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()),
                    seed);
            return new Machine(config, image(failureCode), engine.maker());
        } catch (IllegalArgumentException | MalformedBytes | IndexOutOfBoundsException e) {
            throw new CommandFailure(
                    failureCode, "cannot build a machine for " + kernel, e, "mend the options or give another kernel");
        }
    }

    private BootImage image(int failureCode) {
        byte[] program = read("kernel", kernel, failureCode);
        Path below = firmware == null && FirmwareBoot.isNeeded(program) ? standardFirmware(failureCode) : firmware;
        BootImage image = below == null
                ? BootImage.of(program, MemoryMap.RAM_BASE)
                : FirmwareBoot.of(read("firmware", below, failureCode), program);
        return initrd == null ? image : image.withInitrd(read("initrd", initrd, failureCode), memory);
    }

    private Path standardFirmware(int failureCode) {
        if (!Files.isReadable(STANDARD_FIRMWARE)) {
            throw new CommandFailure(
                    failureCode,
                    "no firmware to start the Linux kernel " + kernel,
                    STANDARD_FIRMWARE + " is not there",
                    "install Debian's package opensbi, or give OpenSBI's fw_jump.bin with --firmware");
        }
        return STANDARD_FIRMWARE;
    }

    private static byte[] read(String what, Path file, int failureCode) {
        try {
            long size = Files.size(file);
            if (size > MAX_IMAGE_BYTES) {
                throw new IOException(size + " bytes are over the limit of " + MAX_IMAGE_BYTES);
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CommandFailure(
                    failureCode, "cannot read the " + what + " " + file, e, "give the path of a readable file");
        }
    }
}
