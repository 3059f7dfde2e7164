package dev.understudy.cli;

import dev.understudy.cli.guest.GuestParts;
import dev.understudy.cli.guest.GuestsOption;
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
    private static final long DEFAULT_MEMORY = 128L << 20;

    /** Of Debian's package {@code opensbi}. */
    private static final Path STANDARD_FIRMWARE = Path.of("/usr/lib/riscv64-linux-gnu/opensbi/generic/fw_jump.bin");

    @Option(
            names = "--kernel",
            paramLabel = "FILE",
            description = "ELF, Linux Image for riscv64, or flat image to start, at 0x80000000 if flat.")
    private Path kernel;

    @Option(
            names = "--guest",
            paramLabel = "NAME",
            description =
                    "In place of a kernel: a guest that understudy guest build made. Its firmware, initial RAM disk,"
                            + " memory and command line come with it; --append is added.")
    private String name;

    @Mixin
    private GuestsOption guests;

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
            converter = Sizes.class,
            paramLabel = "SIZE",
            description = "RAM, 1M to 1G (default: 128M, or what the guest was built for).")
    private Long memory;

    @Option(names = "--append", defaultValue = "", paramLabel = "TEXT", description = "Kernel command line.")
    private String append;

    @Option(
            names = "--mac",
            defaultValue = "52:54:00:12:34:56",
            paramLabel = "MAC",
            description = "Address of the network card (default: ${DEFAULT-VALUE}).")
    private String mac;

    @Mixin
    private EngineOption engine;

    EngineOption engine() {
        return engine;
    }

    /** The same but for the engine, for another process. */
    List<String> arguments() {
        List<String> all = new ArrayList<>(parts(ExitCode.FAILED).arguments());
        all.add("--mac=" + mac);
        return all;
    }

    /** The root disk of the guest named, to be copied; null if none is named. */
    Path rootDisk(int failureCode) {
        return parts(failureCode).rootDisk();
    }

    private GuestParts parts(int failureCode) {
        boolean named = name != null && !name.isEmpty();
        if ((kernel == null) != named) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    kernel == null ? "no guest to start" : "two guests to start",
                    kernel == null ? "neither --kernel nor --guest is given" : "--kernel and --guest are given",
                    "give --kernel FILE, or --guest NAME (see understudy guest list)");
        }
        GuestParts parts = named ? built(failureCode) : new GuestParts(kernel, null, null, null, "", DEFAULT_MEMORY);
        return new GuestParts(
                parts.kernel(),
                firmware == null ? parts.firmware() : firmware,
                initrd == null ? parts.initrd() : initrd,
                parts.rootDisk(),
                (parts.commandLine() + " " + append).strip(),
                memory == null ? parts.memory() : memory);
    }

    private GuestParts built(int failureCode) {
        try {
            return guests.folder().parts(name);
        } catch (CommandFailure e) {
            throw new CommandFailure(failureCode, e.getMessage(), e.why(), e.hint());
        }
    }

    /** Throws what {@link #build} would throw for a machine without a disk. */
    void check(int failureCode) {
        build(0, true, failureCode);
    }

    /** @param diskBytes capacity of the disk, 0 for none */
    Machine build(long diskBytes, boolean network, int failureCode) {
        GuestParts parts = parts(failureCode);
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        try {
            MachineConfig config = new MachineConfig(
                    parts.memory(),
                    diskBytes,
                    network,
                    MachineConfig.parseMac(mac),
                    parts.commandLine(),
                    TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()),
                    seed);
            return new Machine(config, image(parts, failureCode), engine.maker());
        } catch (IllegalArgumentException | MalformedBytes | IndexOutOfBoundsException e) {
            throw new CommandFailure(
                    failureCode,
                    "cannot build a machine for " + parts.kernel(),
                    e,
                    "mend the options or give another kernel");
        }
    }

    private static BootImage image(GuestParts parts, int failureCode) {
        Path kernel = parts.kernel();
        byte[] program = read("kernel", kernel, failureCode);
        Path below = parts.firmware() == null && FirmwareBoot.isNeeded(program)
                ? standardFirmware(kernel, failureCode)
                : parts.firmware();
        BootImage image = below == null
                ? BootImage.of(program, MemoryMap.RAM_BASE)
                : FirmwareBoot.of(read("firmware", below, failureCode), program);
        return parts.initrd() == null
                ? image
                : image.withInitrd(read("initrd", parts.initrd(), failureCode), parts.memory());
    }

    private static Path standardFirmware(Path kernel, int failureCode) {
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
