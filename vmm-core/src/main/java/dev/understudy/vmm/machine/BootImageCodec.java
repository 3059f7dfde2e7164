package dev.understudy.vmm.machine;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The boot image inside a snapshot: what a reset loads again. Of the symbols only {@code tohost} matters to a machine. */
final class BootImageCodec {
    private static final int MAX_SEGMENTS = 256;
    private static final String TOHOST = "tohost";

    private BootImageCodec() {}

    static void encode(BootImage image, ByteWriter out) {
        out.u64(image.entry()).u64(tohost(image));
        out.u64(image.initrd().start())
                .u64(image.initrd().end())
                .varint(image.segments().size());
        for (BootImage.Segment segment : image.segments()) {
            out.u64(segment.physicalAddress()).varint(segment.memorySize()).block(segment.bytes());
        }
    }

    static BootImage decode(ByteReader in) {
        long entry = in.u64();
        long tohost = in.u64();
        BootImage.Initrd initrd = new BootImage.Initrd(in.u64(), in.u64());
        int count = in.count(MAX_SEGMENTS, "segments of the boot image");
        List<BootImage.Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long address = in.u64();
            long memorySize = in.varint();
            segments.add(
                    new BootImage.Segment(address, in.block(in.remaining(), "segment of the boot image"), memorySize));
        }
        return new BootImage(
                entry,
                segments,
                tohost == 0 ? Collections.emptyMap() : Collections.singletonMap(TOHOST, tohost),
                initrd);
    }

    /** Physical address of the HTIF word, 0 for none. */
    static long tohost(BootImage image) {
        return image.symbol(TOHOST).orElse(0);
    }
}
