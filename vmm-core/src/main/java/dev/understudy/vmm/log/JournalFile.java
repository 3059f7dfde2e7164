package dev.understudy.vmm.log;

import java.util.zip.CRC32C;

/**
 * The layout of a journal file: a whole recorded life. Numbers are little-endian.
 *
 * <pre>
 *   header   0  magic "ustudyJ\n"
 *            8  version u32
 *           12  length of position u32
 *           16  length of preamble u32
 *           20  position: where the log begins ({@link LogPosition#save})
 *            .  preamble: what a replay needs first (configuration, snapshot); opaque here
 *            .  CRC32C u32 over all of the above
 *
 *   block    0  length of entries u32
 *            4  count of entries u32
 *            8  CRC32C u32 over length, count and entries
 *           12  entries ({@link LogDecoder}), counted on from the block before
 *
 *   A block of length 0 and count 0 is the end mark: the recording was closed.
 * </pre>
 *
 * A recorder that is killed leaves a torn last block, or no end mark. Every prefix of a log is a legal history, so what is
 * whole can be replayed, up to there.
 */
final class JournalFile {
    static final byte[] MAGIC = {'u', 's', 't', 'u', 'd', 'y', 'J', '\n'};
    static final int VERSION = 1;
    static final int FILE_HEADER_BYTES = 20;
    static final int POSITION_BYTES = 128;
    static final int BLOCK_HEADER_BYTES = 12;
    /** A block is handed over when it has this many bytes. */
    static final int BLOCK_BYTES = 64 * 1024;
    /** No block is larger, not even of a recorder whose disk could not keep up. */
    static final int MAX_BLOCK_BYTES = 256 * 1024 * 1024;

    private JournalFile() {}

    /** Checksum over a block's length and count (8 bytes at {@code header}) and its entries. */
    static int blockChecksum(byte[] header, int headerOffset, byte[] entries, int offset, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(header, headerOffset, 8);
        checksum.update(entries, offset, length);
        return (int) checksum.getValue();
    }
}
