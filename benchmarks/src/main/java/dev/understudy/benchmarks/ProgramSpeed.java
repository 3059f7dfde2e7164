package dev.understudy.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How fast do Debian's programs run beside QEMU? Each of {@link GuestProgram} several times in a booted guest, on the same
 * images, by CPU time of the whole process between two marks on the console. <i>First</i> is the first time, warming up
 * included; <i>steady</i> is the median of the later half. The interpreter has nothing to warm up and runs each twice.
 *
 * <p>Arguments: rounds (3), times that each runs (6), the folder of a guest (where {@code understudy guest build debian} puts
 * it), programs by their names in the enum (all).
 */
public final class ProgramSpeed {
    private static final int INTERPRETED_TIMES = 2;

    private final List<GuestProgram> programs;
    private final List<WorkCost> steady;
    private final List<WorkCost> first;

    private ProgramSpeed(List<GuestProgram> programs) {
        this.programs = programs;
        this.steady = programs.stream().map(one -> new WorkCost(one.title())).toList();
        this.first = programs.stream().map(one -> new WorkCost(one.title())).toList();
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = Host.number(arguments, 0, 3);
        int times = Host.number(arguments, 1, 6);
        Optional<Path> guest = DebianRun.guest(arguments, 2);
        if (guest.isPresent()) {
            List<GuestProgram> programs = arguments.length > 3
                    ? Stream.of(arguments).skip(3).map(GuestProgram::valueOf).toList()
                    : Arrays.asList(GuestProgram.values());
            Answer answer = new Answer(ProgramSpeed.class, rounds + " rounds in turn, " + times + " times each");
            measured(answer, guest.get(), programs, rounds, times).print();
        }
    }

    static ProgramSpeed measured(Answer answer, Path guest, List<GuestProgram> programs, int rounds, int times)
            throws IOException, InterruptedException {
        ProgramSpeed speed = new ProgramSpeed(programs);
        for (int round = 0; round < rounds; round++) {
            for (Contender contender : Contender.values()) {
                try (DebianRun run = new DebianRun(contender, guest)) {
                    speed.measure(answer, contender, new GuestShell(run.console()), times);
                }
            }
        }
        return speed;
    }

    List<WorkCost> steady() {
        return steady;
    }

    void print() {
        System.out.println(CostTable.markdown("program, steady", steady));
        System.out.println(CostTable.markdown("program, first time", first));
    }

    private void measure(Answer answer, Contender contender, GuestShell shell, int times) throws IOException {
        shell.seconds(GuestProgram.INPUT);
        for (int program = 0; program < programs.size(); program++) {
            List<Double> seconds = new ArrayList<>();
            int runs = contender == Contender.INTERPRETER ? Math.min(INTERPRETED_TIMES, times) : times;
            for (int time = 0; time < runs; time++) {
                seconds.add(shell.seconds(programs.get(program).command()));
            }
            first.get(program).add(contender, seconds.get(0));
            steady.get(program).add(contender, new Percentiles(seconds.subList(runs / 2, runs)).median());
            answer.note(
                    "  %-19s %-14s %s s",
                    programs.get(program).title(),
                    contender.title(),
                    seconds.stream().map(one -> Answer.format("%.2f", one)).collect(Collectors.joining(" ")));
        }
    }
}
