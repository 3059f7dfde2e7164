package dev.understudy.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The bytes of an export. Any thread; ranges are checked by who calls. Methods block until done. */
interface BlockImage extends AutoCloseable {
    /** A run of bytes; {@code zero} is true only if all of them are known to read as zeroes. */
    record Extent(long length, boolean zero) {}

    /** Bytes. */
    long size();

    /** Fills {@code into}. */
    void read(ByteBuffer into, long offset) throws IOException;

    /** Writes all of {@code from}. */
    void write(ByteBuffer from, long offset) throws IOException;

    void zero(long offset, long length) throws IOException;

    /** Makes durable what was written before the call. */
    void flush() throws IOException;

    /** True if the whole range is known, without looking, to read as zeroes. */
    boolean knownZero(long offset, long length);

    /** Runs that follow each other from {@code offset}: at least one, at most {@code limit}, perhaps not to the end. */
    List<Extent> extents(long offset, long length, int limit) throws IOException;

    @Override
    void close() throws IOException;
}
