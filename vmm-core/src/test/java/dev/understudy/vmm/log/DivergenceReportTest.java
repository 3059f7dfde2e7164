package dev.understudy.vmm.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class DivergenceReportTest {
    @Test
    void namesTheFirstBadIntervalAndTheRegistersThatDiffer() {
        List<String> differences = DivergenceReport.compare(
                new String[] {"pc", "a0", "a1"}, new long[] {0x80000000L, 1, 2}, new long[] {0x80000000L, 3, 2});
        assertEquals(
                """
                diverged between instruction 1000 (last known to be equal) and 2000 (first seen to differ), 1000 instructions
                  expected  2000 before register-digest registers=01
                  found     registers=02
                  registers that differ, expected and found:
                    a0: 0x1, 0x3""",
                new DivergenceReport(
                                1000, 2000, "2000 before register-digest registers=01", "registers=02", differences)
                        .text());
    }

    @Test
    void aLongListIsCutShort() {
        List<String> many =
                java.util.stream.IntStream.range(0, 20).mapToObj(i -> "x" + i).toList();
        assertEquals(
                "    and 4 more",
                new DivergenceReport(0, 1, "a", "b", many)
                        .text()
                        .lines()
                        .reduce((a, b) -> b)
                        .orElseThrow());
    }
}
