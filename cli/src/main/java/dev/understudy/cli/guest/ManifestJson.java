package dev.understudy.cli.guest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Writes a guest's manifest as JSON; {@link ManifestReader} reads it. */
final class ManifestJson {
    static final int SCHEMA = 1;

    private ManifestJson() {}

    static void write(GuestManifest manifest, Path file) throws IOException {
        try (JsonGenerator out = new JsonFactory().createGenerator(Files.newOutputStream(file))) {
            out.useDefaultPrettyPrinter();
            write(manifest, out);
        }
    }

    /** The manifest as one object; the generator stays open. */
    static void write(GuestManifest manifest, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeNumberField("schema", SCHEMA);
        out.writeStringField("system", manifest.system());
        out.writeStringField("kernelRelease", manifest.kernelRelease());
        out.writeStringField("commandLine", manifest.commandLine());
        out.writeNumberField("memoryBytes", manifest.memoryBytes());
        out.writeObjectFieldStart("files");
        for (GuestManifest.PartFile file : manifest.files()) {
            out.writeObjectFieldStart(key(file.part()));
            out.writeNumberField("bytes", file.bytes());
            out.writeStringField("sha256", file.sha256());
            out.writeEndObject();
        }
        out.writeEndObject();
        out.writeArrayFieldStart("services");
        for (GuestManifest.Server server : manifest.services()) {
            out.writeStartObject();
            out.writeStringField("name", server.name());
            out.writeNumberField("port", server.port());
            out.writeEndObject();
        }
        out.writeEndArray();
        writePackages(manifest, out);
        out.writeEndObject();
    }

    private static void writePackages(GuestManifest manifest, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("packages");
        for (GuestManifest.Installed installed : manifest.packages()) {
            out.writeStartObject();
            out.writeStringField("name", installed.name());
            out.writeStringField("version", installed.version());
            out.writeStringField("architecture", installed.architecture());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    static String key(GuestManifest.Part part) {
        return part.name().toLowerCase(Locale.ROOT);
    }
}
