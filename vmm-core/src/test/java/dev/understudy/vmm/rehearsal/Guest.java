package dev.understudy.vmm.rehearsal;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.interpreter.Interpreter;
import dev.understudy.vmm.machine.BootImage;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineConfig;
import dev.understudy.vmm.machine.MemoryMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A computer and the program in it: all that a life begins with. */
public record Guest(MachineConfig config, BootImage image) {
    public static final String MAC = "52:54:00:12:34:56";
    public static final int DISK_BYTES = 1 << 20;

    /** One of the repository's guests, by its name, with disk and network. */
    public static Guest named(String name) {
        Path file = repository().resolve("guests").resolve(name).resolve(name + ".elf");
        try {
            return of(BootImage.of(Files.readAllBytes(file), MemoryMap.RAM_BASE), 4 << 20);
        } catch (IOException e) {
            throw new UncheckedIOException("the guest " + name + " is not built: " + file, e);
        }
    }

    /** A program of one's own, in 1 MiB of RAM. */
    public static Guest of(Program program) {
        return of(BootImage.flat(program.bytes(), MemoryMap.RAM_BASE), 1 << 20);
    }

    /** A program and data that lies in RAM from the start, by its offset. */
    public static Guest of(Program program, Map<Integer, byte[]> data) {
        List<BootImage.Segment> segments = new java.util.ArrayList<>(
                BootImage.flat(program.bytes(), MemoryMap.RAM_BASE).segments());
        data.forEach((offset, bytes) ->
                segments.add(new BootImage.Segment(MemoryMap.RAM_BASE + offset, bytes, bytes.length)));
        return of(new BootImage(MemoryMap.RAM_BASE, segments, Map.of()), 1 << 20);
    }

    public static Guest of(BootImage image, int memoryBytes) {
        byte[] mac = MachineConfig.parseMac(MAC);
        return new Guest(new MachineConfig(memoryBytes, DISK_BYTES, true, mac, "", 0, new byte[32]), image);
    }

    /** The same, but its real-time clock begins at {@code epochNanos}. */
    public Guest at(long epochNanos) {
        MachineConfig at = new MachineConfig(
                config.memoryBytes(),
                config.diskBytes(),
                config.network(),
                config.mac(),
                config.commandLine(),
                epochNanos,
                config.rngSeed());
        return new Guest(at, image);
    }

    /** The same with so many bytes of RAM, and a disk of {@code diskBytes}, 0 for none. */
    Guest sized(long memoryBytes, long diskBytes) {
        MachineConfig sized = new MachineConfig(
                memoryBytes,
                diskBytes,
                config.network(),
                config.mac(),
                config.commandLine(),
                config.epochNanos(),
                config.rngSeed());
        return new Guest(sized, image);
    }

    /** Powered on, not yet connected. */
    public Machine machine() {
        return machine(Interpreter::new);
    }

    /** The same, on an engine of one's own. */
    public Machine machine(Function<Hart, ExecutionEngine> engine) {
        return new Machine(config, image, engine);
    }

    private static Path repository() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(at.resolve("guests"))) {
            at = at.getParent();
        }
        return at;
    }
}
