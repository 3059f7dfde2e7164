package dev.understudy.cli.guest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A kernel module: an ELF object whose section {@code .modinfo} names, in strings {@code key=value}, the modules that must be
 * loaded before it, with a signature behind the ELF ({@code include/linux/module_signature.h}):
 *
 * <pre>
 *   object | signature | 8 bytes, big-endian 4 of the signature's length | "~Module signature appended~\n"
 * </pre>
 */
final class KernelModule {
    private static final byte[] SIGNED = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
    private static final int TRAILER_BYTES = 12;
    private static final String DEPENDS = "depends=";

    private final String name;
    private final byte[] bytes;

    /** @param name with underscores, as the kernel lists it */
    KernelModule(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    String name() {
        return name;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The name of the module in such a file: the kernel takes both signs of joining for one. */
    static String nameOf(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        int dot = name.indexOf('.');
        return (dot < 0 ? name : name.substring(0, dot)).replace('-', '_');
    }

    /**
     * The same without its signature. To check one takes the guest 20 to 900 million instructions a module, 1.5 billion a
     * boot, for bytes that apt has verified already; without it the kernel notes that it is tainted, and loads it.
     */
    KernelModule withoutSignature() throws IOException {
        int end = bytes.length - SIGNED.length;
        if (end < TRAILER_BYTES || !Arrays.equals(SIGNED, Arrays.copyOfRange(bytes, end, bytes.length))) {
            return this;
        }
        long length = Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt(end - 4));
        long object = end - TRAILER_BYTES - length;
        if (object <= 0) {
            throw new IOException("the module " + name + " has a signature of " + length + " bytes in " + bytes.length);
        }
        return new KernelModule(name, Arrays.copyOf(bytes, (int) object));
    }

    /** Names of the modules that this one needs, as the kernel lists them. */
    List<String> dependencies() throws IOException {
        String information = new String(ElfSections.of(bytes, name).content(".modinfo"), StandardCharsets.UTF_8);
        for (String line : information.split("\0")) {
            if (line.startsWith(DEPENDS) && line.length() > DEPENDS.length()) {
                return Arrays.stream(line.substring(DEPENDS.length()).split(","))
                        .map(KernelModule::nameOf)
                        .toList();
            }
        }
        return List.of();
    }
}
