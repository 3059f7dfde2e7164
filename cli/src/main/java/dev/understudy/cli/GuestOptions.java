package dev.understudy.cli;

import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.machine.BootImage;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineConfig;
import dev.understudy.vmm.machine.MemoryMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** What a new machine is made of. */
final class GuestOptions {
    private static final long MAX_IMAGE_BYTES = 256L << 20;

    @Option(
            names = "--kernel",
            required = true,
            paramLabel = "FILE",
            description = "ELF or flat image to start, at 0x80000000 if flat.")
    Path kernel;

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

    /** The same, for another process. */
    List<String> arguments() {
        return List.of(
                "--kernel=" + kernel.toAbsolutePath(), "--memory=" + memory, "--append=" + append, "--mac=" + mac);
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
            return new Machine(config, BootImage.of(read(failureCode), MemoryMap.RAM_BASE));
        } catch (IllegalArgumentException | MalformedBytes | IndexOutOfBoundsException e) {
            throw new CommandFailure(
                    failureCode, "cannot build a machine for " + kernel, e, "mend the options or give another kernel");
        }
    }

    private byte[] read(int failureCode) {
        try {
            long size = Files.size(kernel);
            if (size > MAX_IMAGE_BYTES) {
                throw new IOException(size + " bytes are over the limit of " + MAX_IMAGE_BYTES);
            }
            return Files.readAllBytes(kernel);
        } catch (IOException e) {
            throw new CommandFailure(
                    failureCode, "cannot read the kernel " + kernel, e, "give the path of an ELF or a flat image");
        }
    }
}
