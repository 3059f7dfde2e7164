package dev.understudy.isa.conformance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The other machine: qemu-system-riscv64, its RAM a file that this process maps. */
final class Qemu implements AutoCloseable {
    private static final int SECONDS_MAX = 120;
    /** RV64GC with M, S and U: nothing that our hart does not have. */
    private static final String CPU =
            "rv64,h=off,zba=off,zbb=off,zbc=off,zbs=off,sstc=on,pmu-num=0,x-smaia=on,x-ssaia=on";

    private final Path memory;
    private final Process process;

    /** @param options more of its options */
    Qemu(Path folder, byte[] image, String... options) throws IOException {
        memory = folder.resolve("ram");
        try (FileChannel file = open()) {
            file.truncate(0);
            file.write(ByteBuffer.wrap(image));
            file.write(ByteBuffer.allocate(1), Layout.RAM_SIZE - 1);
        }
        List<String> command = new ArrayList<>(List.of(
                "qemu-system-riscv64",
                "-machine",
                "virt,memory-backend=ram",
                "-object",
                "memory-backend-file,id=ram,share=on,size=" + Layout.RAM_SIZE + ",mem-path=" + memory,
                "-m",
                Layout.RAM_SIZE / (1 << 20) + "M",
                "-cpu",
                CPU,
                "-bios",
                "none",
                "-display",
                "none",
                "-serial",
                "none",
                "-monitor",
                "none"));
        command.addAll(List.of(options));
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IOException("qemu-system-riscv64 is not installed: apt-get install qemu-system-misc", e);
        }
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(memory, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Waits until the program has ended the machine. */
    void await() throws IOException, InterruptedException {
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new IOException("qemu-system-riscv64 does not end");
        }
        if (process.exitValue() != 0) {
            throw new IOException(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    Process process() {
        return process;
    }

    /** All its RAM, as it is now. */
    ByteBuffer ram() throws IOException {
        try (FileChannel file = open()) {
            return file.map(FileChannel.MapMode.READ_ONLY, 0, Layout.RAM_SIZE);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(memory);
    }
}
