package dev.understudy.cli.guest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The sections of a little-endian ELF64 object, by name (System V ABI, chapter 4). Whatever lies outside is refused. */
final class ElfSections {
    private static final int MAGIC = 0x464c457f;
    private static final int CLASS_64_LITTLE_ENDIAN = 0x0102;

    private final ByteBuffer elf;
    private final String what;

    private ElfSections(ByteBuffer elf, String what) {
        this.elf = elf;
        this.what = what;
    }

    /** @param what the object's name, for messages */
    static ElfSections of(byte[] object, String what) throws IOException {
        ByteBuffer elf = ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN);
        if (object.length < 64 || elf.getInt(0) != MAGIC || elf.getShort(4) != CLASS_64_LITTLE_ENDIAN) {
            throw new IOException(what + " is no little-endian ELF64");
        }
        return new ElfSections(elf, what);
    }

    byte[] content(String name) throws IOException {
        try {
            byte[] names = contentAt(header(Short.toUnsignedInt(elf.getShort(0x3e))));
            int count = Short.toUnsignedInt(elf.getShort(0x3c));
            for (int index = 0; index < count; index++) {
                int header = header(index);
                if (nameAt(names, elf.getInt(header)).equals(name)) {
                    return contentAt(header);
                }
            }
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new IOException(what + " is a broken ELF", e);
        }
        throw new IOException(what + " has no section " + name);
    }

    private int header(int index) {
        return Math.toIntExact(elf.getLong(0x28) + (long) index * Short.toUnsignedInt(elf.getShort(0x3a)));
    }

    private byte[] contentAt(int header) {
        int offset = Math.toIntExact(elf.getLong(header + 0x18));
        int bytes = Math.toIntExact(elf.getLong(header + 0x20));
        if (offset < 0 || bytes < 0 || bytes > elf.capacity() - offset) {
            throw new IndexOutOfBoundsException(bytes + " bytes at " + offset + " of " + elf.capacity());
        }
        byte[] content = new byte[bytes];
        elf.get(offset, content);
        return content;
    }

    private static String nameAt(byte[] names, int at) {
        int end = at;
        while (names[end] != 0) {
            end++;
        }
        return new String(names, at, end - at, StandardCharsets.US_ASCII);
    }
}
