package dev.understudy.vmm.machine;

/** Reads ELF64 little-endian RISC-V executables. Every offset is checked against the file. */
public final class ElfImage {
    private ElfImage() {}

    static boolean isElf(byte[] file) {
        return file.length >= 4 && file[0] == 0x7f && file[1] == 'E' && file[2] == 'L' && file[3] == 'F';
    }

    /** Throws {@link dev.understudy.vmm.bytes.MalformedBytes} with what is wrong. */
    public static BootImage parse(byte[] file) {
        throw new UnsupportedOperationException("not built yet: " + file.length);
    }
}
