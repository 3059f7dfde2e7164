package dev.understudy.vmm.simulator;

import dev.understudy.vmm.device.DiskRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A disk's bytes: what reads see, and what would be left after a crash. */
final class DiskImage {
    private static final int SECTOR = 512;
    /** The counter writes its record to two places in turn, see the guest's record.h. */
    private static final int PLACE_BYTES = 8 * SECTOR;

    private static final byte[] NOTHING = new byte[0];

    private byte[] seen;
    private final byte[] durable;
    private final List<DiskRequest> unsynced = new ArrayList<>();

    DiskImage(byte[] content) {
        seen = content.clone();
        durable = content.clone();
    }

    /** What a read gives; a change is seen at once, and durable later. */
    byte[] carryOut(DiskRequest request) {
        if (request.kind() == DiskRequest.Kind.READ) {
            return Arrays.copyOfRange(seen, (int) request.offset(), (int) request.offset() + request.length());
        }
        if (request.kind().isOutput()) {
            change(seen, request, 0, request.length());
            unsynced.add(request);
        }
        return NOTHING;
    }

    private static void change(byte[] bytes, DiskRequest request, int from, int to) {
        int offset = (int) request.offset();
        if (request.kind() == DiskRequest.Kind.WRITE) {
            System.arraycopy(request.data(), from, bytes, offset + from, to - from);
        } else {
            Arrays.fill(bytes, offset + from, offset + to, (byte) 0);
        }
    }

    /** Changes carried out so far that are not durable. */
    int unsynced() {
        return unsynced.size();
    }

    /** The oldest {@code count} of them are durable now. */
    void sync(int count) {
        List<DiskRequest> oldest = unsynced.subList(0, Math.min(count, unsynced.size()));
        oldest.forEach(request -> change(durable, request, 0, request.length()));
        oldest.clear();
    }

    /** Power is lost: each sector of each change that was not synced is there, or is not. */
    void crash(VirtualTime chance) {
        for (DiskRequest request : unsynced) {
            int fate = chance.below(4);
            for (int from = 0; from < request.length(); from += SECTOR) {
                boolean kept = fate == 0 || (fate == 1 && chance.oneIn(2));
                if (kept) {
                    change(durable, request, from, Math.min(from + SECTOR, request.length()));
                }
            }
        }
        unsynced.clear();
        seen = durable.clone();
    }

    /** The counter's value that readers see. */
    long value() {
        return value(seen);
    }

    /** The counter's value after a crash that loses all that it may. */
    long durableValue() {
        return value(durable);
    }

    private static long value(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int newest = in.getLong(16) > in.getLong(PLACE_BYTES + 16) ? 0 : PLACE_BYTES;
        return in.getLong(newest + 24);
    }
}
