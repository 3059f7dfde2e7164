package dev.understudy.vmm.machine;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The snapshot container: named sections, each with its own checksum. Numbers are little-endian.
 *
 * <pre>
 *   0  magic "ustudyS\n"
 *   8  version u32
 *  12  count of sections u32
 *      each section:  name (varint length, UTF-8)   length u32   CRC32C u32 over name and data   data
 *   .  CRC32C u32 over magic, version, count and the checksums of all sections, in order
 *
 *   data of packed memory:
 *   0  bytes of RAM u32
 *      each run:  first page varint   pages varint, 1..256   length varint   zstd frame of the pages
 * </pre>
 *
 * Pages are of 4 KiB; a page in no run is zero. Runs go upwards and do not overlap.
 */
public final class SnapshotFormat {
    /** The version that is written, and the only one read. */
    public static final int VERSION = 1;

    private static final byte[] MAGIC = {'u', 's', 't', 'u', 'd', 'y', 'S', '\n'};
    private static final int MAX_SECTIONS = 64;
    private static final int MAX_NAME = 32;
    private static final int PAGE = 4096;
    private static final int RUN_PAGES = 256;
    private static final int ZSTD_LEVEL = 1;

    private SnapshotFormat() {}

    /** A named part of a snapshot. {@code name}: 1..32 bytes of UTF-8, once in a snapshot. Nobody changes the data. */
    public record Section(String name, byte[] data) {}

    /** All sections, at most 64, as one sequence of bytes. */
    public static byte[] seal(List<Section> sections) {
        if (sections.size() > MAX_SECTIONS) {
            throw new IllegalArgumentException(sections.size() + " sections are over the limit of " + MAX_SECTIONS);
        }
        long size = 64;
        for (Section section : sections) {
            size += section.data.length + 64;
        }
        ByteWriter out = new ByteWriter(Math.toIntExact(size));
        out.raw(MAGIC).u32(VERSION).u32(sections.size());
        CRC32C whole = new CRC32C();
        whole.update(out.buffer(), 0, out.size());
        for (Section section : sections) {
            int checksum = checksum(section);
            update(whole, checksum);
            out.text(section.name).u32(section.data.length).u32(checksum).raw(section.data);
        }
        return out.u32((int) whole.getValue()).toByteArray();
    }

    /** The sections of {@link #seal}, in their order. Throws MalformedBytes. */
    public static List<Section> open(byte[] snapshot) {
        ByteReader in = new ByteReader(snapshot);
        if (snapshot.length < MAGIC.length || !Arrays.equals(in.raw(MAGIC.length), MAGIC)) {
            throw new MalformedBytes("this is no Understudy snapshot");
        }
        int version = in.u32();
        if (version != VERSION) {
            throw new MalformedBytes("snapshot of version " + Integer.toUnsignedString(version)
                    + "; this program reads version " + VERSION);
        }
        int count = in.u32();
        if (count < 0 || count > MAX_SECTIONS) {
            throw new MalformedBytes(
                    "snapshot: " + Integer.toUnsignedString(count) + " sections are over the limit of " + MAX_SECTIONS);
        }
        CRC32C whole = new CRC32C();
        whole.update(snapshot, 0, in.position());
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sections.add(section(in, whole));
        }
        if (in.u32() != (int) whole.getValue()) {
            throw new MalformedBytes("snapshot: the checksum over its sections differs");
        }
        in.expectEnd("snapshot");
        return sections;
    }

    private static Section section(ByteReader in, CRC32C whole) {
        String name = in.text(MAX_NAME, "name of a snapshot's section");
        int length = in.u32();
        int checksum = in.u32();
        Section section = new Section(name, in.raw(length));
        if (checksum(section) != checksum) {
            throw new MalformedBytes("snapshot: the checksum of section '" + name + "' differs");
        }
        update(whole, checksum);
        return section;
    }

    private static int checksum(Section section) {
        CRC32C checksum = new CRC32C();
        checksum.update(section.name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        checksum.update(section.data);
        return (int) checksum.getValue();
    }

    private static void update(CRC32C whole, int checksum) {
        whole.update(new ByteWriter(4).u32(checksum).buffer(), 0, 4);
    }

    /** RAM, a multiple of 4096 bytes, as the data of a section: zero pages left out, runs of others compressed. */
    public static byte[] packMemory(byte[] memory) {
        if (memory.length % PAGE != 0) {
            throw new IllegalArgumentException(memory.length + " bytes of RAM are no multiple of " + PAGE);
        }
        ByteWriter out = new ByteWriter(1 << 16).u32(memory.length);
        byte[] frame = new byte[(int) Zstd.compressBound(RUN_PAGES * PAGE)];
        int pages = memory.length / PAGE;
        for (int first = 0; first < pages; ) {
            int end = first;
            while (end < pages && end - first < RUN_PAGES && !isZero(memory, end)) {
                end++;
            }
            if (end > first) {
                int length = compress(frame, memory, first * PAGE, (end - first) * PAGE);
                out.varint(first).varint(end - first).varint(length).raw(frame, 0, length);
            }
            first = Math.max(end, first + 1);
        }
        return out.toByteArray();
    }

    private static final byte[] ZERO_PAGE = new byte[PAGE];

    private static boolean isZero(byte[] memory, int page) {
        return Arrays.equals(memory, page * PAGE, (page + 1) * PAGE, ZERO_PAGE, 0, PAGE);
    }

    private static int compress(byte[] frame, byte[] memory, int offset, int length) {
        return (int) Zstd.compressByteArray(frame, 0, frame.length, memory, offset, length, ZSTD_LEVEL);
    }

    /**
     * Fills {@code memory} from {@link #packMemory}; its length must be the one that was packed. Throws MalformedBytes, and
     * then {@code memory} holds anything.
     */
    public static void unpackMemory(byte[] packed, byte[] memory) {
        ByteReader in = new ByteReader(packed);
        int size = in.u32();
        if (size != memory.length) {
            throw new MalformedBytes("snapshot: it holds " + Integer.toUnsignedString(size)
                    + " bytes of RAM, the machine has " + memory.length);
        }
        Arrays.fill(memory, (byte) 0);
        int pages = memory.length / PAGE;
        int next = 0;
        while (in.remaining() > 0) {
            int first = in.count(pages - 1, "first page of a run of RAM");
            int count = in.count(Math.min(RUN_PAGES, pages - first), "pages in a run of RAM");
            if (first < next || count == 0) {
                throw new MalformedBytes(
                        "snapshot: a run of " + count + " pages of RAM at page " + first + " after page " + next);
            }
            byte[] frame = in.block(packed.length, "run of RAM");
            unpackRun(frame, memory, first, count);
            next = first + count;
        }
    }

    private static void unpackRun(byte[] frame, byte[] memory, int first, int count) {
        String problem;
        try {
            long got = Zstd.decompressByteArray(memory, first * PAGE, count * PAGE, frame, 0, frame.length);
            problem = got == (long) count * PAGE ? null : got + " bytes";
        } catch (ZstdException e) {
            problem = e.getMessage();
        }
        if (problem != null) {
            throw new MalformedBytes("snapshot: the run of RAM at page " + first + " does not unpack to " + count
                    + " pages: " + problem);
        }
    }
}
