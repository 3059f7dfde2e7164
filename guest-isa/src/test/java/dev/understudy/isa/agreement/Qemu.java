package dev.understudy.isa.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A RISC-V made by others: Debian's {@code qemu-system-riscv64}, bare metal, its RAM a file that is read afterwards. */
final class Qemu {
    private static final String COMMAND = "qemu-system-riscv64";
    private static final int SECONDS_MAX = 300;

    private Qemu() {}

    /** The test is skipped where it is not installed. */
    static void assumeInstalled() {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, COMMAND))),
                "Debian's package qemu-system-misc is not installed");
    }

    /**
     * Runs what is at the start of RAM until it powers off by the board's test device.
     *
     * @param image RAM's content from its base on; zero beyond
     * @param ramMegabytes qemu puts a device tree into the upper part
     * @return RAM from {@code from} on, {@code length} bytes
     */
    static byte[] run(byte[] image, int ramMegabytes, int from, int length) throws IOException, InterruptedException {
        Path ram = Files.createTempFile("understudy-qemu", ".ram");
        try (RandomAccessFile file = new RandomAccessFile(ram.toFile(), "rw")) {
            file.write(image);
            file.setLength((long) ramMegabytes << 20);
            execute(ram, ramMegabytes);
            byte[] result = new byte[length];
            file.seek(from);
            file.readFully(result);
            return result;
        } finally {
            Files.delete(ram);
        }
    }

    private static void execute(Path ram, int megabytes) throws IOException, InterruptedException {
        String backend = "memory-backend-file,id=ram,share=on,size=" + megabytes + "M,mem-path=" + ram;
        Process process = new ProcessBuilder(
                        COMMAND,
                        "-machine",
                        "virt,memory-backend=ram",
                        "-object",
                        backend,
                        "-m",
                        megabytes + "M",
                        "-bios",
                        "none",
                        "-nodefaults",
                        "-display",
                        "none")
                .redirectErrorStream(true)
                .start();
        try {
            assertTrue(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS), "qemu did not come to its end");
            assertEquals(0, process.exitValue(), () -> said(process));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String said(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
