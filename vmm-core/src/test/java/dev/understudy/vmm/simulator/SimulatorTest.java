package dev.understudy.vmm.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.understudy.vmm.replication.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Thousands of stories with all rules on: {@code -Dseeds=N} for more, {@code -Dstory=SEED} to read one. */
class SimulatorTest {
    private static final int SEEDS = Integer.getInteger("seeds", 5_000);
    private static final int LAST_LINES = 60;

    @Test
    void withAllRulesNoSeedBreaksAPromise() {
        AtomicInteger takeovers = new AtomicInteger();
        AtomicInteger reborn = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        AtomicLong virtualNanos = new AtomicLong();
        long began = System.nanoTime();
        LongStream.range(0, SEEDS).parallel().forEach(seed -> {
            Story story = told(seed);
            takeovers.addAndGet(story.takeovers());
            answered.addAndGet(story.answered());
            reborn.addAndGet(story.lives() > 1 ? 1 : 0);
            virtualNanos.addAndGet(story.virtualNanos());
        });
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "simulator: %,d stories, 0 violations, %,d fail-overs, %,d increments, %,d needed a cold start;"
                        + " %,.0f simulated seconds in %.1f s: %,.0f a second%n",
                SEEDS,
                takeovers.get(),
                answered.get(),
                reborn.get(),
                virtualNanos.get() / 1e9,
                seconds,
                virtualNanos.get() / 1e9 / seconds);
        assertTrue(takeovers.get() > SEEDS / 4, "the stories are tame: only " + takeovers + " fail-overs");
        assertTrue(reborn.get() > SEEDS / 20, "too few cold starts: " + reborn);
        assertTrue(reborn.get() < SEEDS / 2, "the stories are wild: " + reborn + " needed a cold start");
    }

    @Test
    void theSameSeedTellsTheSameStory() {
        for (long seed = 0; seed < 20; seed++) {
            assertEquals(linesOf(seed), linesOf(seed));
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "story", matches = "\\d+")
    void oneStoryToRead() {
        new Story(Long.getLong("story"), Rule.ALL, WorldRule.ALL, System.out::println).run();
    }

    private static Story told(long seed) {
        Story story = new Story(seed);
        try {
            story.run();
            return story;
        } catch (Violation | RuntimeException broken) {
            List<String> lines = linesOf(seed);
            String end = String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
            return fail(
                    "seed " + seed + ": " + broken.getMessage() + "\nThe end of its story, which -Dstory=" + seed
                            + " tells from the beginning:\n" + end,
                    broken);
        }
    }

    private static List<String> linesOf(long seed) {
        List<String> lines = new ArrayList<>();
        Consumer<String> take = lines::add;
        try {
            new Story(seed, Rule.ALL, WorldRule.ALL, take).run();
        } catch (Violation | RuntimeException broken) {
            lines.add(broken.toString());
        }
        return lines;
    }
}
