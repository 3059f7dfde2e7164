package dev.understudy.benchmarks;

import java.util.List;
import java.util.StringJoiner;

/** Some works beside each other, in the form of README's tables. */
final class CostTable {
    private CostTable() {}

    /** @param title of the first column */
    static String markdown(String title, List<WorkCost> works) {
        StringBuilder out = new StringBuilder("| " + title);
        for (Contender contender : Contender.values()) {
            out.append(" | ").append(contender.title());
        }
        out.append(" | translator / QEMU `-icount` | translator / QEMU |\n|---|---|---|---|---|---|---|\n");
        works.forEach(work -> out.append(row(work)));
        if (works.size() > 1) {
            out.append(Answer.format(
                    "| geometric mean | | | | | **%.2f** | **%.2f** |\n",
                    WorkCost.geometricMean(works, Contender.TRANSLATOR, Contender.QEMU_ICOUNT),
                    WorkCost.geometricMean(works, Contender.TRANSLATOR, Contender.QEMU)));
        }
        return out.toString();
    }

    private static String row(WorkCost work) {
        StringJoiner cells = new StringJoiner(" | ", "| ", " |\n");
        cells.add(work.work());
        for (Contender contender : Contender.values()) {
            cells.add(work.figure(contender));
        }
        cells.add(Answer.format("%.2f", work.speed(Contender.TRANSLATOR, Contender.QEMU_ICOUNT)));
        cells.add(Answer.format("%.2f", work.speed(Contender.TRANSLATOR, Contender.QEMU)));
        return cells.toString();
    }
}
