package dev.understudy.vmm.simulator;

import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineConfig;
import dev.understudy.vmm.machine.MachineSnapshot;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.rehearsal.Guest;
import dev.understudy.vmm.rehearsal.LiveRehearsal;
import dev.understudy.vmm.vcpu.Vcpu;
import java.util.Arrays;
import java.util.List;

/** A guest as a story finds it: every replica that starts its life has a copy, and the world knows what it said so far. */
final class BootedGuest {
    private static final int MEMORY_BYTES = 1 << 20;
    private static final int DISK_BYTES = 16 << 10;

    private static final BootedGuest COUNTER = bootCounter();

    private final Guest guest;
    private final byte[] snapshot;
    private final byte[] disk;
    private final String consoleSaid;
    private final long framesSaid;
    private final long guestTicks;

    private BootedGuest(Guest guest, Machine machine, byte[] disk, String consoleSaid, long framesSaid) {
        this.guest = guest;
        snapshot = MachineSnapshot.capture(machine).seal(List.of());
        this.disk = Arrays.copyOf(disk, DISK_BYTES);
        this.consoleSaid = consoleSaid;
        this.framesSaid = framesSaid;
        guestTicks = machine.guestTime();
    }

    /** The counter, booted once in small memory. */
    static BootedGuest counter() {
        return COUNTER;
    }

    /** A program that has not begun. */
    static BootedGuest of(Guest program) {
        return new BootedGuest(program, program.machine(), new byte[0], "", 0);
    }

    private static BootedGuest bootCounter() {
        Guest counter = shaped();
        LiveRehearsal life = new LiveRehearsal(counter.machine(), 10_000, 1);
        for (int slices = 0; slices < 10_000 && !isReady(life); slices++) {
            life.step();
            life.pass(10_000);
            while (!life.atDisk().isEmpty()) {
                life.answer(0);
            }
        }
        if (!isReady(life)) {
            throw new IllegalStateException("the counter does not boot: " + life.console());
        }
        long frames =
                life.outputs().stream().filter(Output.Frame.class::isInstance).count();
        return new BootedGuest(counter, life.machine(), life.disk(), life.console(), frames);
    }

    private static Guest shaped() {
        MachineConfig shape = new MachineConfig(
                MEMORY_BYTES, DISK_BYTES, true, MachineConfig.parseMac(Guest.MAC), "", 0, new byte[32]);
        return new Guest(shape, Guest.named("counter").image());
    }

    private static boolean isReady(LiveRehearsal life) {
        return life.console().contains("serves 10.0.2.15") && life.step() == Vcpu.Step.IDLE;
    }

    /** For a new life: it has yet to boot. */
    Machine poweredOn() {
        return guest.machine();
    }

    /** One more copy, not connected. */
    Machine machine() {
        return MachineSnapshot.open(snapshot).machine();
    }

    DiskImage image() {
        return new DiskImage(disk);
    }

    long diskBytes() {
        return DISK_BYTES;
    }

    String consoleSaid() {
        return consoleSaid;
    }

    /** Frames that it has sent already. */
    long framesSaid() {
        return framesSaid;
    }

    /** What its clock shows, 10 MHz ticks. */
    long guestTicks() {
        return guestTicks;
    }
}
