package dev.understudy.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How do our engines stand beside QEMU, all in all? {@link KernelSpeed}, {@link BootCost} and {@link ProgramSpeed} one after the
 * other, their tables and one picture of the steady figures. Takes about a quarter of an hour a round.
 *
 * <p>Arguments: rounds (3), a file for the picture (none), the folder of a guest (where {@code understudy guest build debian}
 * puts it; without a guest there are the kernels alone).
 */
public final class QemuComparison {
    private static final int PROGRAM_TIMES = 6;

    private QemuComparison() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = Host.number(arguments, 0, 3);
        Answer answer = new Answer(QemuComparison.class, rounds + " rounds in turn");
        KernelSpeed kernels = KernelSpeed.measured(answer, KernelSpeed.KERNELS, rounds, KernelSpeed.KERNEL_ROUNDS);
        kernels.print();
        List<WorkCost> all = new ArrayList<>(kernels.steady());
        Optional<Path> guest = DebianRun.guest(arguments, 2);
        if (guest.isPresent()) {
            WorkCost boot = BootCost.measured(answer, guest.get(), rounds);
            System.out.println(CostTable.markdown("boot", List.of(boot)));
            all.add(boot);
            ProgramSpeed programs = ProgramSpeed.measured(
                    answer, guest.get(), Arrays.asList(GuestProgram.values()), rounds, PROGRAM_TIMES);
            programs.print();
            all.addAll(programs.steady());
        }
        if (arguments.length > 1) {
            String title = "Speed by CPU time, QEMU's = 1; kernels and programs in steady state, boot from start";
            Files.writeString(Path.of(arguments[1]), new SpeedBars(title, all).svg());
        }
    }
}
