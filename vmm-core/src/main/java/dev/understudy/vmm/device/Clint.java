package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;

/**
 * Core-local interruptor of one hart, laid out as SiFive's: software interrupt, machine timer and time.
 *
 * <pre>
 *   0x0000  msip      4 bytes, bit 0
 *   0x4000  mtimecmp  8 bytes, or two halves
 *   0xbff8  mtime     8 bytes, or two halves; stores are ignored: guest time belongs to the log
 * </pre>
 *
 * The device never compares mtimecmp with a time (rule Interrupts): a store arms it and clears the pend, the event that
 * the timer became due pends it, even when the deadline was past already.
 */
public final class Clint implements Device {
    private static final int MSIP = 0;
    private static final int MTIMECMP = 0x4000;
    private static final int MTIME = 0xbff8;
    private static final long NEVER = -1;

    private final GuestClock clock;
    private final InterruptLine software;
    private final InterruptLine timer;

    private boolean softwarePending;
    private boolean timerPending;
    private boolean armed;
    private long deadline = NEVER;

    public Clint(GuestClock clock, InterruptLine software, InterruptLine timer) {
        this.clock = clock;
        this.software = software;
        this.timer = timer;
    }

    /** True from a store to mtimecmp to the next {@link #timerDue}. */
    public boolean timerArmed() {
        return armed;
    }

    /** Guest time in 10 MHz ticks, unsigned, at which the timer becomes due; only while armed. */
    public long timerDeadline() {
        return deadline;
    }

    /** The event TimerDue is applied: pends MTIP and disarms. Only while armed. */
    public void timerDue() {
        if (!armed) {
            throw new IllegalStateException("the timer became due, but it is not armed");
        }
        armed = false;
        timerPending = true;
        timer.set(true);
    }

    @Override
    public long load(int offset, int size) {
        if (offset == MSIP && size == 4) {
            return softwarePending ? 1 : 0;
        }
        if (isRegister64(offset, size, MTIMECMP)) {
            return part(deadline, offset - MTIMECMP, size);
        }
        if (isRegister64(offset, size, MTIME)) {
            return part(clock.readTime(), offset - MTIME, size);
        }
        return 0;
    }

    @Override
    public void store(int offset, int size, long value) {
        if (offset == MSIP && size == 4) {
            softwarePending = (value & 1) != 0;
            software.set(softwarePending);
        } else if (isRegister64(offset, size, MTIMECMP)) {
            arm(merge(deadline, offset - MTIMECMP, size, value));
        }
    }

    private void arm(long newDeadline) {
        deadline = newDeadline;
        armed = true;
        timerPending = false;
        timer.set(false);
    }

    private static boolean isRegister64(int offset, int size, int register) {
        return size == 8 ? offset == register : size == 4 && (offset == register || offset == register + 4);
    }

    private static long part(long register, int offset, int size) {
        return size == 8 ? register : (register >>> (offset * 8)) & 0xffff_ffffL;
    }

    private static long merge(long register, int offset, int size, long value) {
        if (size == 8) {
            return value;
        }
        long mask = 0xffff_ffffL << (offset * 8);
        return (register & ~mask) | ((value << (offset * 8)) & mask);
    }

    @Override
    public void reset() {
        softwarePending = false;
        timerPending = false;
        armed = false;
        deadline = NEVER;
        driveLines();
    }

    private void driveLines() {
        software.set(softwarePending);
        timer.set(timerPending);
    }

    @Override
    public void save(ByteWriter out) {
        out.flag(softwarePending).flag(timerPending).flag(armed).u64(deadline);
    }

    @Override
    public void restore(ByteReader in) {
        softwarePending = in.flag();
        timerPending = in.flag();
        armed = in.flag();
        deadline = in.u64();
        driveLines();
    }
}
