package dev.understudy.cli.guest;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The smallest ELF that tells what a kernel module tells: a header, {@code .modinfo}, section names, three sections. */
final class TinyModule {
    private static final String SECTION_NAMES = "\0.modinfo\0.shstrtab\0";
    private static final int HEADER_BYTES = 64;

    private TinyModule() {}

    /** @param information lines {@code key=value} */
    static byte[] elf(String... information) {
        byte[] modinfo = (String.join("\0", information) + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] names = SECTION_NAMES.getBytes(StandardCharsets.US_ASCII);
        int sections = HEADER_BYTES + modinfo.length + names.length;
        ByteBuffer elf = ByteBuffer.allocate(sections + 3 * 64).order(ByteOrder.LITTLE_ENDIAN);
        elf.putInt(0x464c457f).putShort((short) 0x0102);
        elf.putLong(0x28, sections);
        elf.putShort(0x3a, (short) 64).putShort(0x3c, (short) 3).putShort(0x3e, (short) 2);
        elf.position(HEADER_BYTES).put(modinfo).put(names);
        section(elf, sections + 64, 1, HEADER_BYTES, modinfo.length);
        section(elf, sections + 128, 10, HEADER_BYTES + modinfo.length, names.length);
        return elf.array();
    }

    private static void section(ByteBuffer elf, int at, int name, int offset, int bytes) {
        elf.putInt(at, name).putLong(at + 0x18, offset).putLong(at + 0x20, bytes);
    }

    /** With a signature behind it, as the kernel's build appends one. */
    static byte[] signed(byte[] module, int signatureBytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(module);
        out.writeBytes(new byte[signatureBytes]);
        out.writeBytes(ByteBuffer.allocate(12).putInt(8, signatureBytes).array());
        out.writeBytes("~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }
}
