package dev.understudy.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.understudy.cli.tcp.Talk;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was counted in a demo with redis.
 *
 * @param killGapsMillis for each kill the longest wait for an answer that began within a second of it
 * @param acknowledged increments, by those who sent them
 * @param stored the sum of the keys afterwards
 */
record RedisFacts(Talk talk, List<Double> killGapsMillis, long acknowledged, long stored) implements DemoVerdict {
    @Override
    public List<String> faults() {
        List<String> faults = new ArrayList<>(talk.faults());
        if (acknowledged == 0) {
            faults.add("no increment was acknowledged");
        }
        if (stored != acknowledged) {
            faults.add("redis holds " + stored + ", " + acknowledged + " increments were acknowledged");
        }
        return faults;
    }

    @Override
    public void writeFigures(PrintStream out) {
        out.printf(Locale.ROOT, "requests answered        %,d%n", talk.answered());
        out.printf(Locale.ROOT, "increments acknowledged  %,d%n", acknowledged);
        out.printf(Locale.ROOT, "redis holds              %,d%n", stored);
        out.printf(Locale.ROOT, "connections with faults  %,d%n", talk.faults().size());
        out.printf(Locale.ROOT, "primaries killed         %,d%n", killGapsMillis.size());
        for (double gap : killGapsMillis) {
            out.printf(Locale.ROOT, "longest wait at a kill   %.0f ms%n", gap);
        }
    }

    @Override
    public void writeFigures(JsonGenerator out) throws IOException {
        out.writeNumberField("answered", talk.answered());
        out.writeNumberField("acknowledged", acknowledged);
        out.writeNumberField("stored", stored);
        out.writeNumberField("kills", killGapsMillis.size());
        DemoVerdict.writeArray(out, "killGapsMillis", killGapsMillis);
    }
}
