package dev.understudy.vmm.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.understudy.vmm.replication.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A recorded run, and the same run again for each of its boundary crossings, with whoever crosses there dying there: replicas,
 * disk server, switch. To die behind a crossing is to die before the process's next one. {@code -Dcrash.at=K} tells the run
 * with a death at K, {@code -Dcrash.at=K,L} with two.
 */
class CrashPointTest {
    /** Of a run that crosses every boundary, also the short one; the fence waits for a write only now and then. */
    private static final long SEED = 317;

    private static final CrashRun.Shape RUN = new CrashRun.Shape(12, false, Rule.ALL, WorldRule.ALL);
    private static final CrashRun.Shape CLOCKS = new CrashRun.Shape(12, true, Rule.ALL, WorldRule.ALL);
    private static final CrashRun.Shape SHORT = new CrashRun.Shape(4, false, Rule.ALL, WorldRule.ALL);
    private static final int TWIN_STRIDE = 11;
    private static final int SEEDS_TO_FAIL = 200;

    @Test
    void theRecordedRunCrossesEveryBoundary() {
        EnumSet<Crossing> crossed = EnumSet.copyOf(run(RUN, Set.of()).kinds().keySet());
        crossed.addAll(run(CLOCKS, Set.of()).kinds().keySet());
        assertEquals(EnumSet.noneOf(Crossing.class), EnumSet.complementOf(crossed), "never crossed");
    }

    @Test
    void aDeathAtAnyCrossingBreaksNoPromise() {
        int crossings = run(RUN, Set.of()).crossings();
        int lost = atEach(RUN, crossings);
        System.out.printf("crash points: %,d crossings, %,d with no replica left%n", crossings, lost);
        assertTrue(lost < crossings / 4, lost + " of " + crossings + " deaths left nobody: that shows little");
    }

    @Test
    void aDeathAtAnyLookAtTheClockBreaksNoPromise() {
        int crossings = run(CLOCKS, Set.of()).crossings();
        int lost = atEach(CLOCKS, crossings);
        System.out.printf("crash points: %,d looks at a clock, %,d with no replica left%n", crossings, lost);
    }

    private static int atEach(CrashRun.Shape shape, int crossings) {
        return (int) IntStream.range(0, crossings)
                .parallel()
                .filter(k -> run(shape, Set.of(k)).wasLost())
                .count();
    }

    @Test
    void twoDeathsAtAnyTwoCrossingsBreakNoPromise() {
        int crossings = run(SHORT, Set.of()).crossings();
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger lost = new AtomicInteger();
        IntStream.range(0, crossings).parallel().forEach(first -> {
            int last = run(SHORT, Set.of(first)).crossings();
            for (int second = first + 1; second < last; second++) {
                runs.incrementAndGet();
                lost.addAndGet(run(SHORT, Set.of(first, second)).wasLost() ? 1 : 0);
            }
        });
        System.out.printf("crash points: %,d pairs, %,d with no replica left%n", runs.get(), lost.get());
        assertTrue(lost.get() < runs.get() / 2, lost + " of " + runs + " pairs left nobody: that shows little");
    }

    @ParameterizedTest
    @CsvSource({"OUTPUT_RULE", "DRAIN"})
    void aRuleOfTheProtocolIsNeeded(Rule off) {
        breaks(new CrashRun.Shape(12, false, EnumSet.complementOf(EnumSet.of(off)), WorldRule.ALL), Checker.class);
    }

    @ParameterizedTest
    @CsvSource({"REISSUE", "ACK", "CONFIRMATION", "NUMBERED_OUTPUTS", "NUMBERED_INPUTS", "WAIT_OUT"})
    void aRuleOfTheWorldIsNeeded(WorldRule off) {
        breaks(new CrashRun.Shape(12, false, Rule.ALL, EnumSet.complementOf(EnumSet.of(off))), Checker.class);
    }

    /** Nobody else watches: the replay of the surviving log alone finds it. */
    @Test
    void withoutTheOutputRuleTheWorldSawWhatTheSurvivingMachineNeverSaid() {
        Set<Rule> rules = EnumSet.complementOf(EnumSet.of(Rule.OUTPUT_RULE));
        breaks(new CrashRun.Shape(12, false, rules, WorldRule.ALL), OneMachine.class);
    }

    /** Some crossings of many runs: that one death shows the harm needs clients who ask at the right moment. */
    private static void breaks(CrashRun.Shape shape, Class<? extends Checker> seenBy) {
        int crossings = run(RUN, Set.of()).crossings();
        for (int seed = 0; seed < SEEDS_TO_FAIL; seed++) {
            for (int k = seed % TWIN_STRIDE; k < crossings; k += TWIN_STRIDE) {
                try {
                    new CrashRun(shape, seed, Set.of(k), null).watchedBy(seenBy).run();
                } catch (Violation found) {
                    return;
                }
            }
        }
        fail("no death at any crossing noticed");
    }

    @Test
    @EnabledIfSystemProperty(named = "crash.at", matches = "\\d+(,\\d+)?")
    void oneRunToRead() {
        Set<Integer> deaths = Arrays.stream(System.getProperty("crash.at").split(","))
                .map(Integer::valueOf)
                .collect(Collectors.toSet());
        new CrashRun(deaths.size() == 1 ? RUN : SHORT, SEED, deaths, System.out::println).run();
    }

    private static CrashRun run(CrashRun.Shape shape, Set<Integer> deaths) {
        CrashRun run = new CrashRun(shape, SEED, deaths, null);
        try {
            run.run();
            return run;
        } catch (Violation | RuntimeException broken) {
            return fail(
                    "deaths at " + deaths + " (" + run.died() + "): " + broken.getMessage() + "\n" + end(shape, deaths),
                    broken);
        }
    }

    private static String end(CrashRun.Shape shape, Set<Integer> deaths) {
        List<String> lines = new ArrayList<>();
        try {
            new CrashRun(shape, SEED, deaths, lines::add).run();
        } catch (Violation | RuntimeException broken) {
            lines.add(broken.toString());
        }
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }
}
