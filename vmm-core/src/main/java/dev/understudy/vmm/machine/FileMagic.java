package dev.understudy.vmm.machine;

import dev.understudy.vmm.bytes.MalformedBytes;
import java.util.Arrays;

/** What people give as a kernel by mistake, known by the bytes that such files have at a fixed place. */
enum FileMagic {
    GZIP("compressed with gzip", "gunzip it", 0, 0x1f, 0x8b),
    XZ("compressed with xz", "unxz it", 0, 0xfd, '7', 'z', 'X', 'Z', 0),
    ZSTD("compressed with zstd", "unzstd it", 0, 0x28, 0xb5, 0x2f, 0xfd),
    BZIP2("compressed with bzip2", "bunzip2 it", 0, 'B', 'Z', 'h'),
    LZ4("compressed with lz4", "unlz4 it", 0, 0x02, 0x21, 0x4c, 0x18),
    LZ4_FRAME("compressed with lz4", "unlz4 it", 0, 0x04, 0x22, 0x4d, 0x18),
    EFI_ZBOOT("a compressed kernel for EFI", "give the uncompressed Image", 4, 'z', 'i', 'm', 'g'),
    X86_KERNEL("a Linux kernel for x86", "give one for riscv64", 0x202, 'H', 'd', 'r', 'S'),
    ARM_KERNEL("a Linux kernel for arm64", "give one for riscv64", 56, 'A', 'R', 'M', 0x64),
    DEB(
            "a Debian package",
            "unpack it with dpkg-deb -x and give boot/vmlinux-… of it",
            0,
            '!',
            '<',
            'a',
            'r',
            'c',
            'h',
            '>'),
    DEVICE_TREE("a device tree", "leave it out: the board's is generated", 0, 0xd0, 0x0d, 0xfe, 0xed),
    CPIO("a cpio archive", "give it with --initrd", 0, '0', '7', '0', '7', '0');

    private final String what;
    private final String remedy;
    private final int offset;
    private final byte[] magic;

    FileMagic(String what, String remedy, int offset, int... magic) {
        this.what = what;
        this.remedy = remedy;
        this.offset = offset;
        this.magic = new byte[magic.length];
        for (int i = 0; i < magic.length; i++) {
            this.magic[i] = (byte) magic[i];
        }
    }

    /** Throws MalformedBytes for a file that a machine cannot begin with, whatever else it is. */
    static void expectCode(byte[] file) {
        for (FileMagic known : values()) {
            if (isAt(file, known.offset, known.magic)) {
                throw new MalformedBytes("the file is " + known.what + ": " + known.remedy);
            }
        }
    }

    static boolean isAt(byte[] file, int offset, byte[] magic) {
        int end = offset + magic.length;
        return file.length >= end && Arrays.equals(file, offset, end, magic, 0, magic.length);
    }
}
