package dev.understudy.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** What was counted in a demo, and what follows. */
interface DemoVerdict {
    /** Why the verdict is negative, a sentence each. */
    List<String> faults();

    /** The figures for people, a line each. */
    void writeFigures(PrintStream out);

    /** The same as fields of an object. */
    void writeFigures(JsonGenerator out) throws IOException;

    default boolean holds() {
        return faults().isEmpty();
    }

    default void write(PrintStream out) {
        writeFigures(out);
        faults().forEach(fault -> out.println("  " + fault));
        out.println(
                holds() ? "PASSED: the clients saw one server that never failed" : "FAILED: the clients saw a failure");
    }

    default void writeJson(PrintStream to) throws IOException {
        try (JsonGenerator out =
                new JsonFactory().createGenerator(to).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            out.useDefaultPrettyPrinter();
            out.writeStartObject();
            out.writeNumberField("schema", 1);
            out.writeBooleanField("passed", holds());
            writeFigures(out);
            writeArray(out, "faults", faults());
            out.writeEndObject();
        }
        to.println();
    }

    static void writeArray(JsonGenerator out, String name, List<?> values) throws IOException {
        out.writeArrayFieldStart(name);
        for (Object value : values) {
            out.writeObject(value);
        }
        out.writeEndArray();
    }
}
