package dev.understudy.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.understudy.cli.tcp.Talk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was counted in a demo with redis.
 *
 * @param killedAtNanos when primaries were killed
 * @param acknowledged increments, by those who sent them
 * @param stored the sum of the keys afterwards
 */
record RedisFacts(Talk talk, List<Long> killedAtNanos, long acknowledged, long stored) {
    /** Why the verdict is negative, a sentence each. */
    List<String> faults() {
        List<String> faults = new ArrayList<>(talk.faults());
        if (acknowledged == 0) {
            faults.add("no increment was acknowledged");
        }
        if (stored != acknowledged) {
            faults.add("redis holds " + stored + ", " + acknowledged + " increments were acknowledged");
        }
        return faults;
    }

    boolean holds() {
        return faults().isEmpty();
    }

    private List<Double> gapsMillis() {
        return killedAtNanos.stream()
                .map(at -> talk.longestWaitMillis(at, at + DemoPair.AFTER_KILL_NANOS))
                .toList();
    }

    void write() {
        System.out.printf(Locale.ROOT, "requests answered        %,d%n", talk.answered());
        System.out.printf(Locale.ROOT, "increments acknowledged  %,d%n", acknowledged);
        System.out.printf(Locale.ROOT, "redis holds              %,d%n", stored);
        System.out.printf(
                Locale.ROOT, "connections with faults  %,d%n", talk.faults().size());
        System.out.printf(Locale.ROOT, "primaries killed         %,d%n", killedAtNanos.size());
        for (double gap : gapsMillis()) {
            System.out.printf(Locale.ROOT, "longest wait at a kill   %.0f ms%n", gap);
        }
        faults().forEach(fault -> System.out.println("  " + fault));
        System.out.println(
                holds() ? "PASSED: the clients saw one server that never failed" : "FAILED: the clients saw a failure");
    }

    void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeNumberField("schema", 1);
        out.writeBooleanField("passed", holds());
        out.writeNumberField("answered", talk.answered());
        out.writeNumberField("acknowledged", acknowledged);
        out.writeNumberField("stored", stored);
        out.writeNumberField("kills", killedAtNanos.size());
        out.writeArrayFieldStart("killGapsMillis");
        for (double gap : gapsMillis()) {
            out.writeNumber(gap);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("faults");
        for (String fault : faults()) {
            out.writeString(fault);
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
