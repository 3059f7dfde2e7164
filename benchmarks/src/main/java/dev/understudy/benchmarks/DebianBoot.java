package dev.understudy.benchmarks;

import dev.understudy.benchmarks.DebianAlone.Machine;
import dev.understudy.cli.guest.GuestParts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How long does Debian take to a served redis and nginx? Ours on both engines and recorded, qemu plain and counting instructions,
 * on the same images, one after the other. CPU time of the whole process from its start, by which the JVM's own start and warm-up
 * count; and wall time.
 *
 * <p>Arguments: rounds (3), the folder of guests (the user's), with a guest named debian.
 */
public final class DebianBoot {
    private DebianBoot() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = Host.number(arguments, 0, 3);
        GuestParts guest = Debian.guest(arguments, 1);
        Answer answer = new Answer(DebianBoot.class, rounds + " rounds");
        for (Machine machine : Machine.values()) {
            List<Double> cpu = new ArrayList<>();
            List<Double> wall = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                try (DebianAlone run = new DebianAlone(machine, guest)) {
                    cpu.add(run.bootCpuSeconds());
                    wall.add(run.bootWallSeconds());
                }
            }
            answer.row(name(machine), "", seconds("CPU", cpu) + "; " + seconds("wall", wall));
        }
    }

    private static String name(Machine machine) {
        return "Debian to served redis, "
                + machine.toString().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    private static String seconds(String what, List<Double> values) {
        Percentiles all = new Percentiles(values);
        return Answer.format("%s %.1f s (%.1f to %.1f)", what, all.median(), all.least(), all.most());
    }
}
