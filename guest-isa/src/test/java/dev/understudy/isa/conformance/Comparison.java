package dev.understudy.isa.conformance;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** One batch on both machines: all of RAM must be the same in the end. */
final class Comparison {
    private final Path folder;
    private final long seed;
    private final Batch batch;
    private final Function<Hart, ExecutionEngine> engine;
    private long instructions;

    Comparison(Path folder, long seed, int trials, Function<Hart, ExecutionEngine> engine) {
        this.folder = folder;
        this.seed = seed;
        this.batch = new Batch(seed, trials);
        this.engine = engine;
    }

    /** Instructions of the trials alone that our hart executed. */
    long instructions() {
        return instructions;
    }

    /** What differs, to be read; empty if nothing does. */
    Optional<String> run() throws IOException, InterruptedException {
        int trial = firstDifferentTrial(batch.image());
        if (trial < 0) {
            return Optional.empty();
        }
        try (Stepper stepper = new Stepper(folder, batch.image(), trial, engine)) {
            return Optional.of("the two differ (seed " + seed + ", trial " + trial + " of " + batch.trials() + ")\n"
                    + stepper.firstDifference());
        }
    }

    /** -1 if there is none. */
    private int firstDifferentTrial(byte[] image) throws IOException, InterruptedException {
        try (Qemu qemu = new Qemu(folder, image)) {
            OurMachine ours = new OurMachine(image, engine);
            ours.run(batch.timed());
            instructions = ours.trialInstructions();
            qemu.await();
            ByteBuffer found = compared(ByteBuffer.wrap(ours.ram().bytes()));
            ByteBuffer expected = compared(qemu.ram());
            if (found.equals(expected)) {
                return -1;
            }
            int trial = trialOfFirstDifferentRecord(found, expected);
            return trial >= 0 ? trial : bisect();
        }
    }

    private static ByteBuffer compared(ByteBuffer ram) {
        return ram.order(ByteOrder.LITTLE_ENDIAN).limit(Layout.offset(Layout.RECORDS_END));
    }

    private static int trialOfFirstDifferentRecord(ByteBuffer found, ByteBuffer expected) {
        int first = Layout.offset(Layout.RECORDS);
        int length = found.limit() - first;
        int at = found.slice(first, length).mismatch(expected.slice(first, length));
        if (at < 0) {
            return -1;
        }
        int record = first + at / Record.SIZE * Record.SIZE;
        return Math.min(trial(found.getLong(record)), trial(expected.getLong(record)));
    }

    /** Of no trial at all: as if after the last. */
    private static int trial(long address) {
        return address == 0 ? Layout.TRIALS_MAX : (int) ((address - Layout.TRIALS) / Layout.TRIAL_SIZE);
    }

    /** Memory differs and no record does: the first trial after which it does. */
    private int bisect() throws IOException, InterruptedException {
        int alike = 0;
        int different = batch.trials();
        while (different - alike > 1) {
            int middle = (alike + different) / 2;
            byte[] image = batch.image().clone();
            ByteBuffer.wrap(image)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(Layout.offset(Layout.TRIALS_END), Batch.trialAddress(middle));
            try (Qemu qemu = new Qemu(folder, image)) {
                OurMachine ours = new OurMachine(image, engine);
                ours.run(batch.timed());
                qemu.await();
                if (compared(ByteBuffer.wrap(ours.ram().bytes())).equals(compared(qemu.ram()))) {
                    alike = middle;
                } else {
                    different = middle;
                }
            }
        }
        return alike;
    }
}
