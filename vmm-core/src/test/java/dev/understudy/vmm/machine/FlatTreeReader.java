package dev.understudy.vmm.machine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a flattened device tree into "/path/property" → value. Written from the specification, not from the writer. */
final class FlatTreeReader {
    private FlatTreeReader() {}

    static Map<String, byte[]> read(byte[] blob) {
        ByteBuffer header = ByteBuffer.wrap(blob);
        check(header.getInt(0) == 0xd00dfeed, "magic");
        check(header.getInt(4) == blob.length, "total size");
        check(header.getInt(20) == 17 && header.getInt(24) == 16, "versions");
        check(header.getInt(16) % 8 == 0 && header.getLong(header.getInt(16)) == 0, "reservations");
        ByteBuffer structure =
                ByteBuffer.wrap(blob, header.getInt(8), header.getInt(36)).slice();
        int strings = header.getInt(12);
        check(strings + header.getInt(32) == blob.length, "strings end the blob");
        Map<String, byte[]> properties = new LinkedHashMap<>();
        ArrayDeque<String> path = new ArrayDeque<>();
        while (true) {
            switch (structure.getInt()) {
                case 1 -> {
                    String name = text(structure);
                    path.addLast(name.isEmpty() ? "" : path.getLast() + "/" + name);
                }
                case 2 -> path.removeLast();
                case 3 -> {
                    byte[] value = new byte[structure.getInt()];
                    ByteBuffer name = ByteBuffer.wrap(blob).position(strings + structure.getInt());
                    structure.get(value);
                    align(structure);
                    String key = path.getLast() + "/" + text(name);
                    check(properties.put(key, value) == null, "twice: " + key);
                }
                case 9 -> {
                    check(path.isEmpty() && !structure.hasRemaining(), "the end");
                    return properties;
                }
                default -> check(false, "token");
            }
        }
    }

    private static String text(ByteBuffer in) {
        int begin = in.position();
        int end = begin;
        while (in.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - begin];
        in.get(bytes).get();
        align(in);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void align(ByteBuffer in) {
        in.position(Math.min(in.limit(), in.position() + 3 & ~3));
    }

    private static void check(boolean fact, String what) {
        if (!fact) {
            throw new AssertionError("device tree: " + what);
        }
    }
}
