package dev.understudy.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class WorkCostTest {
    private static WorkCost cost(String name, double interpreter, double translator, double icount, double qemu) {
        WorkCost cost = new WorkCost(name);
        cost.add(Contender.INTERPRETER, interpreter);
        cost.add(Contender.TRANSLATOR, translator);
        cost.add(Contender.QEMU_ICOUNT, icount);
        cost.add(Contender.QEMU, qemu);
        return cost;
    }

    @Test
    void lessTimeIsMoreSpeed() {
        WorkCost cost = cost("sort", 8, 2, 4, 1);
        assertEquals(2, cost.speed(Contender.TRANSLATOR, Contender.QEMU_ICOUNT));
        assertEquals(0.5, cost.speed(Contender.TRANSLATOR, Contender.QEMU));
    }

    @Test
    void ratiosAreOfTheSameRoundSoThatAMoodOfTheMachineMeetsBoth() {
        WorkCost cost = cost("sort", 8, 2, 4, 1);
        for (double mood : new double[] {1, 10}) {
            cost.add(Contender.TRANSLATOR, 2 * mood);
            cost.add(Contender.QEMU, mood);
        }
        assertEquals(0.5, cost.speed(Contender.TRANSLATOR, Contender.QEMU));
    }

    @Test
    void meanOfTwiceAndHalfIsOne() {
        List<WorkCost> works = List.of(cost("a", 9, 1, 2, 2), cost("b", 9, 2, 2, 1));
        assertEquals(1, WorkCost.geometricMean(works, Contender.TRANSLATOR, Contender.QEMU), 1e-9);
    }

    @Test
    void tableShowsSecondsOrInstructionsASecond() {
        WorkCost counted = cost("crc", 1, 0.5, 0.25, 0.125);
        counted.count(500_000_000);
        String table = CostTable.markdown("work", List.of(counted, cost("gzip", 4, 3, 2, 1)));
        assertTrue(table.contains("| crc | 500 M/s | 1,000 M/s | 2,000 M/s | 4,000 M/s | 0.50 | 0.25 |\n"), table);
        assertTrue(table.contains("| gzip | 4.00 s | 3.00 s | 2.00 s | 1.00 s | 0.67 | 0.33 |\n"), table);
        assertTrue(table.contains("| geometric mean | | | | | **0.58** | **0.29** |\n"), table);
    }

    @Test
    void pictureHasABarForEachThatIsComparedWithQemu() throws Exception {
        WorkCost first = cost("crc", 8, 0.5, 2, 1);
        WorkCost second = new WorkCost("gzip");
        second.add(Contender.TRANSLATOR, 1000);
        second.add(Contender.QEMU, 1);
        String svg = new SpeedBars("speeds", List.of(first, second)).svg();
        var picture = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        var titles = picture.getElementsByTagName("title");
        assertEquals(4, titles.getLength());
        assertEquals("crc: translator 2.00", titles.item(0).getTextContent());
        assertEquals("crc: QEMU -icount 0.50", titles.item(1).getTextContent());
    }
}
