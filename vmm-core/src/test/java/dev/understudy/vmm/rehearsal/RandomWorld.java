package dev.understudy.vmm.rehearsal;

import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.vcpu.Vcpu;
import java.util.Random;

/** A schedule of inputs drawn from a seed: frames, keys, disk answers in odd orders, time in odd steps. */
public final class RandomWorld {
    private static final int[] SLICES = {1, 7, 64, 500, 3000, 10_000, 60_000};

    private final Random random;
    private final LiveRehearsal live;
    private final boolean inputs;
    private int requests;

    /** @param inputs whether frames and keys come beside time and disk answers */
    public RandomWorld(long seed, LiveRehearsal live, boolean inputs) {
        this.random = new Random(seed * 31 + 7);
        this.live = live;
        this.inputs = inputs;
    }

    /** Lives up to {@code limit} instructions, {@code steps} slices, or the end of the life. */
    public LiveRehearsal live(long limit, int steps) {
        Vcpu.Step step = Vcpu.Step.RAN;
        for (int i = 0; i < steps && step != Vcpu.Step.ENDED && live.machine().instruction() < limit; i++) {
            if (i % 32 == 0) {
                live.slice(SLICES[random.nextInt(SLICES.length)]);
            }
            happen();
            step = live.step();
            if (step == Vcpu.Step.IDLE) {
                live.pass(
                        random.nextInt(3) == 0
                                ? live.vcpu().idleNanos()
                                : live.vcpu().idleNanos() / 7);
            }
        }
        return live;
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
