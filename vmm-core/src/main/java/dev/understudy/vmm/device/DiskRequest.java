package dev.understudy.vmm.device;

/**
 * One request to the disk, numbered by the device since the life began. The data is that of the moment of issue.
 *
 * @param id 0 and up, in issue order
 * @param offset bytes, 0 for FLUSH
 * @param length bytes, 0 for FLUSH
 * @param data what WRITE writes ({@code length} bytes), empty for all others; nobody changes it
 */
public record DiskRequest(long id, Kind kind, long offset, int length, byte[] data) {
    /** What to do. */
    public enum Kind {
        READ,
        WRITE,
        FLUSH,
        DISCARD,
        WRITE_ZEROES;

        /** Output in the sense of the Output Rule: it changes the disk. */
        public boolean isOutput() {
            return this == WRITE || this == DISCARD || this == WRITE_ZEROES;
        }
    }

    /** True if both touch a common byte and one of them changes it: they keep their order and never run at once. */
    public boolean conflictsWith(DiskRequest other) {
        return (kind.isOutput() || other.kind.isOutput())
                && offset < other.offset + other.length
                && other.offset < offset + length;
    }

    @Override
    public String toString() {
        return kind + "#" + id + "[" + offset + ", +" + length + "]";
    }
}
