package dev.understudy.vmm.machine;

import dev.understudy.vmm.bytes.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a flattened device tree, version 17 (Devicetree Specification 0.4, chapter 5). Big-endian throughout.
 *
 * <pre>
 *   header          40 bytes
 *   reservations    one empty entry, 16 bytes
 *   structure       tokens, each aligned to 4
 *   strings         property names, once each
 * </pre>
 */
final class FlatTree {
    private static final int MAGIC = 0xd00d_feed;
    private static final int VERSION = 17;
    private static final int COMPATIBLE_VERSION = 16;
    private static final int HEADER_SIZE = 40;
    private static final int RESERVATIONS_SIZE = 16;

    private static final int BEGIN_NODE = 1;
    private static final int END_NODE = 2;
    private static final int PROPERTY = 3;
    private static final int END = 9;

    private final BigEndianWriter structure = new BigEndianWriter();
    private final BigEndianWriter strings = new BigEndianWriter();
    private final Map<String, Integer> stringOffsets = new TreeMap<>();

    FlatTree begin(String name) {
        structure.u32(BEGIN_NODE).text(name).align();
        return this;
    }

    FlatTree end() {
        structure.u32(END_NODE);
        return this;
    }

    /** A property without value: true by being there. */
    FlatTree empty(String name) {
        return bytes(name, new byte[0]);
    }

    FlatTree cells(String name, int... values) {
        BigEndianWriter value = new BigEndianWriter();
        for (int cell : values) {
            value.u32(cell);
        }
        return bytes(name, value.toByteArray());
    }

    /** Addresses and sizes of two cells each. */
    FlatTree cells64(String name, long... values) {
        BigEndianWriter value = new BigEndianWriter();
        for (long pair : values) {
            value.u32((int) (pair >>> 32)).u32((int) pair);
        }
        return bytes(name, value.toByteArray());
    }

    /** One string, or a list. */
    FlatTree text(String name, String... values) {
        BigEndianWriter value = new BigEndianWriter();
        for (String text : values) {
            value.text(text);
        }
        return bytes(name, value.toByteArray());
    }

    FlatTree bytes(String name, byte[] value) {
        structure.u32(PROPERTY).u32(value.length).u32(offsetOf(name)).raw(value).align();
        return this;
    }

    private int offsetOf(String name) {
        Integer known = stringOffsets.get(name);
        if (known != null) {
            return known;
        }
        int offset = strings.size();
        stringOffsets.put(name, offset);
        strings.text(name);
        return offset;
    }

    byte[] toBlob() {
        structure.u32(END);
        int structureOffset = HEADER_SIZE + RESERVATIONS_SIZE;
        int stringsOffset = structureOffset + structure.size();
        BigEndianWriter blob = new BigEndianWriter();
        blob.u32(MAGIC).u32(stringsOffset + strings.size());
        blob.u32(structureOffset).u32(stringsOffset).u32(HEADER_SIZE);
        blob.u32(VERSION).u32(COMPATIBLE_VERSION).u32(0); // the hart that boots
        blob.u32(strings.size()).u32(structure.size());
        blob.raw(new byte[RESERVATIONS_SIZE]).raw(structure.toByteArray()).raw(strings.toByteArray());
        return blob.toByteArray();
    }

    /** The tree's byte order and alignment. */
    private static final class BigEndianWriter {
        private final ByteWriter out = new ByteWriter(256);

        BigEndianWriter u32(int value) {
            out.u32(Integer.reverseBytes(value));
            return this;
        }

        BigEndianWriter raw(byte[] bytes) {
            out.raw(bytes);
            return this;
        }

        BigEndianWriter text(String value) {
            out.raw(value.getBytes(StandardCharsets.UTF_8)).u8(0);
            return this;
        }

        void align() {
            while (out.size() % 4 != 0) {
                out.u8(0);
            }
        }

        int size() {
            return out.size();
        }

        byte[] toByteArray() {
            return out.toByteArray();
        }
    }
}
