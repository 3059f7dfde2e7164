package dev.understudy.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a process says of itself when asked: a flat object of names and values. Names have their units last, values are
 * text, whole numbers or booleans.
 */
public final class NodeStatus {
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Object> fields = new LinkedHashMap<>();

    /** {@code role}: disk, switch, primary, backup. */
    NodeStatus(String role) {
        put("role", role);
        put("pid", ProcessHandle.current().pid());
        put("upSeconds", ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
    }

    private NodeStatus() {}

    NodeStatus put(String name, Object value) {
        fields.put(name, value);
        return this;
    }

    public String text(String name) {
        return String.valueOf(fields.getOrDefault(name, ""));
    }

    public long number(String name) {
        return fields.get(name) instanceof Number number ? number.longValue() : 0;
    }

    public boolean flag(String name) {
        return Boolean.TRUE.equals(fields.get(name));
    }

    String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            write(out);
        } catch (IOException e) {
            throw new IllegalStateException("a string cannot fail", e);
        }
        return text.toString();
    }

    void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            out.writeFieldName(field.getKey());
            if (field.getValue() instanceof Boolean flag) {
                out.writeBoolean(flag);
            } else if (field.getValue() instanceof Number number) {
                out.writeNumber(number.longValue());
            } else {
                out.writeString(String.valueOf(field.getValue()));
            }
        }
        out.writeEndObject();
    }

    static NodeStatus parse(String text) throws IOException {
        NodeStatus status = new NodeStatus();
        try (JsonParser in = JSON.createParser(text)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a status is one JSON object");
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                status.fields.put(name, value(in));
            }
        }
        return status;
    }

    private static Object value(JsonParser in) throws IOException {
        JsonToken token = in.nextToken();
        if (token == null) {
            throw new IOException("the status is cut off");
        }
        return switch (token) {
            case VALUE_NUMBER_INT -> in.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> in.getText();
        };
    }
}
