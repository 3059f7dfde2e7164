package dev.understudy.cli.guest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a guest's manifest. Fields that it does not know are passed over; one that lacks is an error that names it. */
final class ManifestReader {
    private static final long MAX_BYTES = 4 << 20;

    private final Map<?, ?> object;

    private ManifestReader(Object value, String what) throws IOException {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IOException(what + " is no JSON object");
        }
        this.object = map;
    }

    static GuestManifest read(Path file) throws IOException {
        long bytes = Files.size(file);
        if (bytes > MAX_BYTES) {
            throw new IOException(file + " has " + bytes + " bytes, the limit is " + MAX_BYTES);
        }
        try (JsonParser in = new JsonFactory().createParser(Files.readString(file))) {
            in.nextToken();
            return new ManifestReader(value(in), "the manifest").manifest();
        }
    }

    private GuestManifest manifest() throws IOException {
        long schema = number("schema");
        if (schema != ManifestJson.SCHEMA) {
            throw new IOException(
                    "the manifest is of schema " + schema + ", this program reads " + ManifestJson.SCHEMA);
        }
        ManifestReader parts = new ManifestReader(object.get("files"), "files");
        List<GuestManifest.PartFile> files = new ArrayList<>();
        for (GuestManifest.Part part : GuestManifest.Part.values()) {
            ManifestReader file = new ManifestReader(parts.object.get(ManifestJson.key(part)), ManifestJson.key(part));
            files.add(new GuestManifest.PartFile(part, file.number("bytes"), file.text("sha256")));
        }
        List<GuestManifest.Server> services = new ArrayList<>();
        for (ManifestReader server : objects("services")) {
            services.add(new GuestManifest.Server(server.text("name"), Math.toIntExact(server.number("port"))));
        }
        List<GuestManifest.Installed> packages = new ArrayList<>();
        for (ManifestReader one : objects("packages")) {
            packages.add(new GuestManifest.Installed(one.text("name"), one.text("version"), one.text("architecture")));
        }
        return new GuestManifest(
                text("system"),
                text("kernelRelease"),
                text("commandLine"),
                number("memoryBytes"),
                files,
                services,
                packages);
    }

    private List<ManifestReader> objects(String field) throws IOException {
        if (!(object.get(field) instanceof List<?> list)) {
            throw new IOException("no list of " + field);
        }
        List<ManifestReader> objects = new ArrayList<>();
        for (Object value : list) {
            objects.add(new ManifestReader(value, "one of " + field));
        }
        return objects;
    }

    private String text(String field) throws IOException {
        if (object.get(field) instanceof String text) {
            return text;
        }
        throw new IOException("no text " + field);
    }

    private long number(String field) throws IOException {
        if (object.get(field) instanceof Long number) {
            return number;
        }
        throw new IOException("no number " + field);
    }

    /** The value that begins at the parser's token: a map, a list, a text, a long, or null for whatever else. */
    private static Object value(JsonParser in) throws IOException {
        JsonToken token = in.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, Object> fields = new LinkedHashMap<>();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                fields.put(name, value(in));
            }
            return fields;
        }
        if (token == JsonToken.START_ARRAY) {
            List<Object> values = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                values.add(value(in));
            }
            return values;
        }
        if (token == JsonToken.VALUE_STRING) {
            return in.getText();
        }
        return token == JsonToken.VALUE_NUMBER_INT ? in.getLongValue() : null;
    }
}
