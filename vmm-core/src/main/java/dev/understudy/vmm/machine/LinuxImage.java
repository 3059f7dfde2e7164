package dev.understudy.vmm.machine;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.MalformedBytes;

/**
 * The header of a flat RISC-V Linux kernel (Linux' {@code Documentation/arch/riscv/boot-image-header.rst}). Numbers are
 * little-endian.
 *
 * <pre>
 *    0  code, 8 bytes: a jump over the header
 *    8  text_offset u64   where the image wants to be, from the first byte of RAM
 *   16  image_size u64    bytes of RAM that it takes, with what follows the file's end
 *   24  flags u64         bit 0: big-endian
 *   48  "RISCV\0\0\0"
 *   56  "RSC\5"
 * </pre>
 *
 * @param textOffset bytes from the first byte of RAM
 * @param imageSize bytes, at least those of the file
 */
record LinuxImage(long textOffset, long imageSize) {
    private static final int MAGIC_OFFSET = 48;
    private static final byte[] MAGIC = {'R', 'I', 'S', 'C', 'V', 0, 0, 0};
    private static final int HEADER_SIZE = 64;
    private static final long BIG_ENDIAN = 1;

    static boolean isOne(byte[] file) {
        return file.length >= HEADER_SIZE && FileMagic.isAt(file, MAGIC_OFFSET, MAGIC);
    }

    /** Only of a file that {@link #isOne}. */
    static LinuxImage parse(byte[] file) {
        ByteReader in = new ByteReader(file);
        in.u64();
        long textOffset = in.u64();
        long imageSize = in.u64();
        if ((in.u64() & BIG_ENDIAN) != 0) {
            throw new MalformedBytes("the kernel is for a big-endian machine");
        }
        return new LinuxImage(textOffset, Math.max(imageSize, file.length));
    }
}
