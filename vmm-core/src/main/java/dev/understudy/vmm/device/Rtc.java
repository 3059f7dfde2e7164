package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;

/**
 * Goldfish real-time clock: nanoseconds since 1970, derived from guest time. A load of TIME_LOW takes the time and keeps
 * it for TIME_HIGH. Stores are ignored: the time cannot be set, and the alarm never rings.
 */
public final class Rtc implements Device {
    private static final int TIME_LOW = 0;
    private static final int TIME_HIGH = 4;
    private static final long NANOS_PER_TICK = 100;

    private final GuestClock clock;
    private long epochNanos;
    private long latched;

    /**
     * @param epochNanos nanoseconds since 1970 at guest time 0; a property of the life, so a restored snapshot's value
     *     takes its place
     */
    public Rtc(GuestClock clock, long epochNanos) {
        this.clock = clock;
        this.epochNanos = epochNanos;
    }

    @Override
    public long load(int offset, int size) {
        if (offset == TIME_LOW && size == 4) {
            latched = epochNanos + clock.readTime() * NANOS_PER_TICK;
            return latched & 0xffff_ffffL;
        }
        return offset == TIME_HIGH && size == 4 ? latched >>> 32 : 0;
    }

    @Override
    public void store(int offset, int size, long value) {}

    @Override
    public void reset() {
        latched = 0;
    }

    @Override
    public void save(ByteWriter out) {
        out.u64(epochNanos).u64(latched);
    }

    @Override
    public void restore(ByteReader in) {
        epochNanos = in.u64();
        latched = in.u64();
    }
}
