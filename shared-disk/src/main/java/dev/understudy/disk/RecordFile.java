package dev.understudy.disk;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.replication.ClaimantId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One VM's {@link ArbiterRecord} on disk. Saved by temporary file, fsync, rename, fsync of the folder: after a crash at
 * any point the old or the new record is there whole. Little-endian:
 *
 * <pre>
 *   "UNDARB" | u8 version 1 | u8 flags (1 owner, 2 openedFor, 4 life ended) | u64 life | u64 generation
 *   | owner 16 | openedFor 16 | varint count, count × text (exports) | u32 CRC32C of all before
 * </pre>
 */
final class RecordFile {
    private static final byte[] MAGIC = {'U', 'N', 'D', 'A', 'R', 'B'};
    private static final int VERSION = 1;
    private static final int MAX_BYTES = 1 << 20;
    /** Far from where a count would turn negative: generations only grow. */
    static final long GENERATION_MAX = 1L << 62;

    private static final int MAX_EXPORTS = 1024;

    private final Path file;

    RecordFile(Path file) {
        this.file = file;
    }

    /** The record, or {@link ArbiterRecord#NONE} if there never was one. Throws if it cannot be read or believed. */
    ArbiterRecord load() throws IOException {
        if (!Files.exists(file)) {
            return ArbiterRecord.NONE;
        }
        long size = Files.size(file);
        if (size > MAX_BYTES) {
            throw new IOException(file + ": " + size + " bytes is no arbiter's record (limit " + MAX_BYTES + ")");
        }
        try {
            return decode(Files.readAllBytes(file));
        } catch (MalformedBytes | IllegalArgumentException e) {
            throw new IOException(file + " is damaged (" + e.getMessage() + "): it grants nothing", e);
        }
    }

    /** The save failed before the old record was touched: that one holds. A full disk is the common case. */
    static final class OldRecordHolds extends IOException {
        private static final long serialVersionUID = 1;

        OldRecordHolds(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** Returns when the record is on the medium. After a throw other than {@link OldRecordHolds} it is unknown which is. */
    void save(ArbiterRecord record) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        try {
            write(temporary, encode(record));
        } catch (IOException e) {
            throw new OldRecordHolds(e);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        syncFolder(file.toAbsolutePath().getParent());
    }

    private static void write(Path temporary, byte[] record) throws IOException {
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(record);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Makes the names in a folder durable. Linux syncs a folder through any descriptor of it. */
    static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static byte[] encode(ArbiterRecord record) {
        ByteWriter out = new ByteWriter(128).raw(MAGIC).u8(VERSION);
        out.u8((record.owner() != null ? 1 : 0) | (record.openedFor() != null ? 2 : 0) | (record.lifeEnded() ? 4 : 0));
        out.u64(record.life()).u64(record.generation());
        claimant(out, record.owner());
        claimant(out, record.openedFor());
        out.varint(record.exports().size());
        record.exports().forEach(out::text);
        return out.u32(checksum(out.buffer(), out.size())).toByteArray();
    }

    static ArbiterRecord decode(byte[] bytes) {
        if (bytes.length < MAGIC.length + 4) {
            throw new MalformedBytes("only " + bytes.length + " bytes");
        }
        int body = bytes.length - 4;
        int stored = new ByteReader(bytes, body, 4).u32();
        if (stored != checksum(bytes, body)) {
            throw new MalformedBytes("its checksum does not match");
        }
        ByteReader in = new ByteReader(bytes, 0, body);
        if (!java.util.Arrays.equals(in.raw(MAGIC.length), MAGIC)) {
            throw new MalformedBytes("not an arbiter's record");
        }
        int version = in.u8();
        if (version != VERSION) {
            throw new MalformedBytes("version " + version + ", this program reads " + VERSION);
        }
        int flags = in.u8();
        long life = in.u64();
        long generation = in.u64();
        if (life < 0 || generation < life || generation > GENERATION_MAX) {
            throw new MalformedBytes("life " + life + ", generation " + generation + ", which no server counts to");
        }
        ClaimantId owner = new ClaimantId(in.u64(), in.u64());
        ClaimantId openedFor = new ClaimantId(in.u64(), in.u64());
        List<String> exports = new ArrayList<>();
        for (int left = in.count(MAX_EXPORTS, "exports"); left > 0; left--) {
            exports.add(in.text(Nbd.MAX_NAME, "export name"));
        }
        in.expectEnd("arbiter's record");
        return new ArbiterRecord(
                life,
                generation,
                (flags & 1) != 0 ? owner : null,
                (flags & 2) != 0 ? openedFor : null,
                (flags & 4) != 0,
                List.copyOf(exports));
    }

    private static void claimant(ByteWriter out, ClaimantId id) {
        out.u64(id == null ? 0 : id.high()).u64(id == null ? 0 : id.low());
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
