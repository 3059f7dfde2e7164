package dev.understudy.cli.guest;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A tar as packages hold it: {@code ustar} with GNU's long names (deb(5): {@code data.tar} is in the format "gnu" or
 * "ustar"). One pass, bounded memory.
 *
 * <pre>
 *   0 name 100 | 100 mode 8 | 108 user 8 | 116 group 8 | 124 size 12 | 136 time 12 | 148 checksum 8 | 156 type | 157 link 100
 *   257 "ustar" | 345 prefix 155
 * </pre>
 */
final class TarStream {
    private static final int BLOCK_BYTES = 512;
    private static final int NAME_MAX_BYTES = 4096;

    /** The header's type. */
    enum Type {
        REGULAR,
        HARD_LINK,
        SYMBOLIC_LINK,
        FOLDER
    }

    /**
     * One file.
     *
     * @param path without a leading "./" or slash, "" for the root
     * @param link where a link leads, else ""
     * @param modified seconds since 1970
     */
    record Entry(Type type, String path, String link, int mode, int user, int group, long bytes, long modified) {}

    private final InputStream in;
    private final byte[] header = new byte[BLOCK_BYTES];
    private long contentLeft;
    private long paddingLeft;

    TarStream(InputStream in) {
        this.in = in;
    }

    /** The next file, null at the end; what was not read of the one before is skipped. */
    Entry next() throws IOException {
        String longName = null;
        String longLink = null;
        while (true) {
            in.skipNBytes(contentLeft + paddingLeft);
            contentLeft = 0;
            paddingLeft = 0;
            if (in.readNBytes(header, 0, BLOCK_BYTES) < BLOCK_BYTES || isEnd()) {
                in.transferTo(OutputStream.nullOutputStream());
                return null;
            }
            checkSum();
            expect(number(124, 12));
            switch (header[156]) {
                case 'L' -> longName = longText();
                case 'K' -> longLink = longText();
                default -> {
                    return entry(longName, longLink);
                }
            }
        }
    }

    private Entry entry(String longName, String longLink) throws IOException {
        String name = longName != null ? longName : shortName();
        String link = longLink != null ? longLink : text(157, 100);
        Type type = type(name);
        return new Entry(
                type,
                plain(name),
                type == Type.HARD_LINK ? plain(link) : link,
                (int) number(100, 8) & 07777,
                (int) number(108, 8),
                (int) number(116, 8),
                contentLeft,
                number(136, 12));
    }

    /** Writes the bytes of the file that {@link #next} gave. */
    void copyTo(OutputStream out) throws IOException {
        byte[] piece = new byte[1 << 16];
        while (contentLeft > 0) {
            int count = in.read(piece, 0, (int) Math.min(piece.length, contentLeft));
            if (count < 0) {
                throw new EOFException("a package ends within a file");
            }
            out.write(piece, 0, count);
            contentLeft -= count;
        }
    }

    private void expect(long bytes) throws IOException {
        if (bytes < 0) {
            throw new IOException("a file of " + bytes + " bytes in a package");
        }
        contentLeft = bytes;
        paddingLeft = -bytes & (BLOCK_BYTES - 1);
    }

    private String longText() throws IOException {
        if (contentLeft > NAME_MAX_BYTES) {
            throw new IOException("a name of " + contentLeft + " bytes in a package, the limit is " + NAME_MAX_BYTES);
        }
        byte[] text = in.readNBytes((int) contentLeft);
        contentLeft = 0;
        int end = text.length;
        while (end > 0 && text[end - 1] == 0) {
            end--;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }

    private Type type(String name) throws IOException {
        return switch (header[156]) {
            case 0, '0' -> Type.REGULAR;
            case '1' -> Type.HARD_LINK;
            case '2' -> Type.SYMBOLIC_LINK;
            case '5' -> Type.FOLDER;
            default -> throw new IOException(name + " is of type '" + (char) header[156] + "', which no package has");
        };
    }

    private String shortName() {
        String prefix = header[257] == 'u' && header[262] == 0 ? text(345, 155) : "";
        return prefix.isEmpty() ? text(0, 100) : prefix + "/" + text(0, 100);
    }

    private static String plain(String name) throws IOException {
        String path = name.replaceFirst("^(\\./|/)+", "").replaceFirst("/+$", "");
        if (("/" + path + "/").contains("/../") || path.indexOf('\n') >= 0) {
            throw new IOException("the path '" + path + "' in a package leads elsewhere");
        }
        return path.equals(".") ? "" : path;
    }

    private String text(int at, int bytes) {
        int end = at;
        while (end < at + bytes && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, StandardCharsets.UTF_8);
    }

    /** Octal digits, or GNU's binary form, which has the top bit set. */
    private long number(int at, int bytes) throws IOException {
        if (header[at] < 0) {
            long value = 0;
            for (int i = at + bytes - 8; i < at + bytes; i++) {
                value = value << 8 | (header[i] & 0xff);
            }
            return value;
        }
        String digits = text(at, bytes).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException e) {
            throw new IOException("'" + digits + "' is no number of a tar header", e);
        }
    }

    private boolean isEnd() {
        for (byte b : header) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** The sum of the header's bytes, those of the sum itself taken as spaces. */
    private void checkSum() throws IOException {
        long sum = 0;
        for (int i = 0; i < BLOCK_BYTES; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        long claimed = number(148, 8);
        if (sum != claimed) {
            throw new IOException("a tar header sums to " + sum + ", and says " + claimed);
        }
    }
}
