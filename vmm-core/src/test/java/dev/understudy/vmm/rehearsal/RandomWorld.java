package dev.understudy.vmm.rehearsal;

import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.vcpu.Vcpu;
import java.util.List;
import java.util.Random;

/**
 * What happens to a guest, drawn from a seed: slices of odd lengths, time in odd steps, disk answers in odd orders; frames and
 * keys too, or those of a schedule.
 */
public final class RandomWorld {
    private static final int[] SLICES = {1, 7, 64, 500, 3000, 10_000, 60_000};

    private final Random random;
    private final LiveRehearsal live;
    private final boolean inputs;
    private final Schedule schedule;
    private int requests;

    /** @param inputs whether frames and keys come beside time and disk answers */
    public RandomWorld(long seed, LiveRehearsal live, boolean inputs) {
        this.random = new Random(seed * 31 + 7);
        this.live = live;
        this.inputs = inputs;
        this.schedule = new Schedule(List.of());
    }

    /** Inputs as {@code schedule} says. */
    RandomWorld(long seed, LiveRehearsal live, Schedule schedule) {
        this.random = new Random(seed * 31 + 7);
        this.live = live;
        this.inputs = false;
        this.schedule = schedule;
    }

    /** Lives up to {@code limit} instructions, {@code steps} slices, the end of the life, or a sleep that nothing ends. */
    public LiveRehearsal live(long limit, int steps) {
        Vcpu.Step step = Vcpu.Step.RAN;
        long slice = 0;
        for (int i = 0; i < steps && step != Vcpu.Step.ENDED && live.machine().instruction() < limit; i++) {
            if (i % 32 == 0) {
                slice = SLICES[random.nextInt(SLICES.length)];
                live.slice(slice);
            }
            happen();
            schedule.give(live);
            step = stepUpToInput(slice);
            if (step == Vcpu.Step.IDLE) {
                if (live.sleepsForGood() && !inputs && !schedule.hasMore()) {
                    break;
                }
                sleep();
            }
        }
        return live;
    }

    /** A slice, cut off where the schedule has an input. */
    private Vcpu.Step stepUpToInput(long slice) {
        long room = schedule.instructionsToNext(live);
        if (room >= slice) {
            return live.step();
        }
        live.slice(room);
        Vcpu.Step step = live.step();
        live.slice(slice);
        return step;
    }

    private void sleep() {
        long idle = live.vcpu().idleNanos();
        long nanos = random.nextInt(3) == 0 ? idle : idle / 7;
        live.pass(Math.max(0, Math.min(nanos, schedule.nanosToNext(live))));
        if (live.sleepsForGood()) {
            schedule.wake(live);
        }
    }

    private void happen() {
        live.pass(random.nextInt(400_000));
        while (!live.atDisk().isEmpty() && random.nextInt(3) == 0) {
            DiskStatus status = random.nextInt(40) == 0 ? DiskStatus.IO_ERROR : DiskStatus.OK;
            live.answer(random.nextInt(live.atDisk().size()), inputs ? status : DiskStatus.OK);
        }
        if (inputs && random.nextInt(4) == 0) {
            input();
        }
    }

    private void input() {
        switch (random.nextInt(8)) {
            case 0 -> live.send(Frames.arp());
            case 1 -> live.loseFrame();
            case 2 -> live.type("i");
            case 3 -> live.type("x".repeat(1 + random.nextInt(60)));
            case 4 -> live.sendAs(random.nextInt(5), Frames.arp());
            default -> {
                for (int burst = random.nextInt(20); burst >= 0; burst--) {
                    live.send(Frames.increment(random.nextInt(5), requests++));
                }
            }
        }
    }
}
