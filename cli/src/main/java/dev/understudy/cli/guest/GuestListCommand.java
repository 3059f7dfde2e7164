package dev.understudy.cli.guest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.understudy.cli.CommandFailure;
import dev.understudy.cli.ExitCode;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code understudy guest list}. One that is broken does not hide the others. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "List the guests that are built.",
        footer = {"", "Examples:", "  understudy guest list", "  understudy guest list --json"})
final class GuestListCommand implements Callable<Integer> {
    @Mixin
    private GuestsOption guests;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        GuestsFolder folder = guests.folder();
        if (json) {
            writeJson(folder);
        } else {
            for (String name : folder.names()) {
                System.out.println(line(folder, name));
            }
            if (folder.names().isEmpty()) {
                System.err.println("understudy: no guests in " + folder.root() + "; see understudy guest build --help");
            }
        }
        return ExitCode.DONE;
    }

    private static String line(GuestsFolder folder, String name) {
        try {
            GuestManifest manifest = folder.manifest(name);
            String servers = manifest.services().stream()
                    .map(server -> server.name() + ":" + server.port())
                    .collect(Collectors.joining(" "));
            return String.format(
                    Locale.ROOT,
                    "%-16s %-28s %5d MB RAM %7d MB disk   %s",
                    name,
                    manifest.system(),
                    manifest.memoryBytes() >> 20,
                    manifest.file(GuestManifest.Part.DISK).bytes() >> 20,
                    servers);
        } catch (CommandFailure e) {
            return String.format(Locale.ROOT, "%-16s broken: %s", name, e.why());
        }
    }

    private static void writeJson(GuestsFolder folder) throws IOException {
        try (JsonGenerator out = new JsonFactory().createGenerator(System.out)) {
            out.useDefaultPrettyPrinter();
            out.writeStartObject();
            out.writeNumberField("schema", 1);
            out.writeObjectFieldStart("guests");
            for (String name : folder.names()) {
                out.writeFieldName(name);
                try {
                    ManifestJson.write(folder.manifest(name), out);
                } catch (CommandFailure e) {
                    out.writeStartObject();
                    out.writeStringField("broken", e.why());
                    out.writeEndObject();
                }
            }
            out.writeEndObject();
            out.writeEndObject();
        }
        System.out.println();
    }
}
