package dev.understudy.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.understudy.cli.counter.Anomaly;
import dev.understudy.cli.counter.CounterTally;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was counted in a demo with the counter.
 *
 * @param kills primaries killed
 * @param killGapsMillis for each kill the longest time without a reply that began within a second of it
 * @param diskValue the counter's value on the disk afterwards; -1 if there is none
 */
record DemoFacts(CounterTally tally, int kills, List<Double> killGapsMillis, long diskValue) implements DemoVerdict {
    @Override
    public List<String> faults() {
        List<String> faults = new ArrayList<>(tally.faults());
        if (diskValue != tally.lastValue()) {
            faults.add("the disk holds " + diskValue + ", the last acknowledged value is " + tally.lastValue());
        }
        return faults;
    }

    @Override
    public void writeFigures(PrintStream out) {
        out.printf(Locale.ROOT, "increments acknowledged  %,d%n", tally.acknowledged());
        out.printf(Locale.ROOT, "replies lost             %,d%n", tally.count(Anomaly.Kind.LOST));
        out.printf(Locale.ROOT, "replies repeated         %,d%n", tally.count(Anomaly.Kind.REPEATED));
        out.printf(Locale.ROOT, "values given twice       %,d%n", tally.count(Anomaly.Kind.DUPLICATED));
        out.printf(Locale.ROOT, "values skipped           %,d%n", tally.count(Anomaly.Kind.SKIPPED));
        out.printf(Locale.ROOT, "primaries killed         %,d%n", kills);
        for (double gap : killGapsMillis) {
            out.printf(Locale.ROOT, "gap after a kill         %.0f ms%n", gap);
        }
        out.printf(Locale.ROOT, "longest gap              %.0f ms%n", tally.longestGapMillis());
        out.printf(
                Locale.ROOT,
                "disk holds               %,d, the last acknowledged value is %,d%n",
                diskValue,
                tally.lastValue());
    }

    @Override
    public void writeFigures(JsonGenerator out) throws IOException {
        out.writeNumberField("acknowledged", tally.acknowledged());
        out.writeNumberField("repliesLost", tally.count(Anomaly.Kind.LOST));
        out.writeNumberField("repliesRepeated", tally.count(Anomaly.Kind.REPEATED));
        out.writeNumberField("valuesDuplicated", tally.count(Anomaly.Kind.DUPLICATED));
        out.writeNumberField("valuesSkipped", tally.count(Anomaly.Kind.SKIPPED));
        out.writeNumberField("kills", kills);
        out.writeNumberField("longestGapMillis", tally.longestGapMillis());
        DemoVerdict.writeArray(out, "killGapsMillis", killGapsMillis);
        out.writeNumberField("lastValue", tally.lastValue());
        out.writeNumberField("diskValue", diskValue);
    }
}
