package dev.understudy.vmm.machine;

import java.util.List;

/** The snapshot container. */
public final class SnapshotFormat {
    private SnapshotFormat() {}

    /** A named part of a snapshot. {@code name}: 1..32 characters, once in a snapshot. */
    public record Section(String name, byte[] data) {}

    /** All sections as one sequence of bytes. */
    public static byte[] seal(List<Section> sections) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The sections of {@link #seal}, in their order. Throws MalformedBytes. */
    public static List<Section> open(byte[] snapshot) {
        throw new UnsupportedOperationException("not yet");
    }

    /** RAM as the data of a section: zero pages left out, the others compressed. */
    public static byte[] packMemory(byte[] memory) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Fills {@code memory} from {@link #packMemory}; its length must be the one that was packed. Throws MalformedBytes. */
    public static void unpackMemory(byte[] packed, byte[] memory) {
        throw new UnsupportedOperationException("not yet");
    }
}
