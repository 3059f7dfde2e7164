package dev.understudy.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;

/** The status of VMs as one JSON object: stable order, units in the names, more may be added within a schema. */
final class StatusJson {
    private static final int SCHEMA = 1;

    private StatusJson() {}

    static String of(List<VmStatus> vms) throws IOException {
        Writer text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            out.useDefaultPrettyPrinter();
            out.writeStartObject();
            out.writeNumberField("schema", SCHEMA);
            out.writeArrayFieldStart("vms");
            for (VmStatus vm : vms) {
                write(out, vm);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        return text.toString();
    }

    private static void write(JsonGenerator out, VmStatus vm) throws IOException {
        out.writeStartObject();
        out.writeStringField("vm", vm.vm());
        out.writeBooleanField("protected", vm.isProtected());
        out.writeObjectFieldStart("processes");
        for (VmStatus.Process process : vm.processes()) {
            out.writeFieldName(process.name());
            if (process.status() != null) {
                process.status().write(out);
            } else {
                out.writeStartObject();
                out.writeStringField("unreachable", process.unreachable());
                out.writeEndObject();
            }
        }
        out.writeEndObject();
        out.writeEndObject();
    }
}
