package dev.understudy.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What does booting Debian to served redis cost beside QEMU? CPU seconds of the whole process up to the guest's ready line, on the
 * same images, in turn; start and warming up of the JVM are in it.
 *
 * <p>Arguments: rounds (3), the folder of a guest (where {@code understudy guest build debian} puts it).
 */
public final class BootCost {
    private BootCost() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = Host.number(arguments, 0, 3);
        Optional<Path> guest = DebianRun.guest(arguments, 1);
        if (guest.isPresent()) {
            Answer answer = new Answer(BootCost.class, rounds + " rounds in turn");
            System.out.println(CostTable.markdown("boot", List.of(measured(answer, guest.get(), rounds))));
        }
    }

    static WorkCost measured(Answer answer, Path guest, int rounds) throws IOException, InterruptedException {
        WorkCost boot = new WorkCost("Debian to served redis");
        for (int round = 0; round < rounds; round++) {
            for (Contender contender : Contender.values()) {
                try (DebianRun run = new DebianRun(contender, guest)) {
                    boot.add(contender, run.bootSeconds());
                    answer.note("  boot     %-14s %.2f s", contender.title(), run.bootSeconds());
                }
            }
        }
        return boot;
    }
}
