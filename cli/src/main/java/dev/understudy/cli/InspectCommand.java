package dev.understudy.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.log.EntryText;
import dev.understudy.vmm.log.JournalReader;
import dev.understudy.vmm.log.LogEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code understudy inspect}. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description =
                "Show a journal's entries as text, or as one JSON object a line; or what of its guest's code is hot.",
        footer = {
            "",
            "Examples:",
            "  understudy inspect timer.journal | head",
            "  understudy inspect --regions 20 timer.journal",
            "  understudy inspect --json timer.journal | jq 'select(.kind == \"TimerDue\")'"
        })
final class InspectCommand implements Callable<Integer> {
    @Parameters(paramLabel = "JOURNAL", description = "What understudy record wrote.")
    private Path file;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Option(
            names = "--regions",
            paramLabel = "N",
            description = "Replay the journal with the translator, and show the N regions of guest code that executed"
                    + " most: physical address, instructions executed, bytes of JVM bytecode, and the code.")
    private int regions;

    @Override
    public Integer call() throws IOException {
        if (regions > 0) {
            return HotRegions.show(file, regions, System.out);
        }
        try (JournalReader journal = JournalReader.open(file);
                JsonGenerator out = new JsonFactory().createGenerator(System.out)) {
            out.setRootValueSeparator(new com.fasterxml.jackson.core.io.SerializedString("\n"));
            for (LogEntry entry = journal.peek(); entry != null; entry = journal.peek()) {
                journal.take();
                if (json) {
                    write(out, entry);
                } else {
                    System.out.println(EntryText.line(entry));
                }
                if (System.out.checkError()) {
                    break; // nobody reads any more
                }
            }
            journal.damage().ifPresent(damage -> System.err.println("understudy: the journal ends early: " + damage));
            return ExitCode.DONE;
        } catch (IOException | MalformedBytes e) {
            throw new CommandFailure(ExitCode.FAILED, "cannot read " + file, e, "give a journal of understudy record");
        }
    }

    private static void write(JsonGenerator out, LogEntry entry) throws IOException {
        out.writeStartObject();
        for (Map.Entry<String, Object> field : EntryText.fields(entry).entrySet()) {
            out.writeFieldName(field.getKey());
            if (field.getValue() instanceof Number number) {
                out.writeNumber(number.longValue());
            } else {
                out.writeString(field.getValue().toString());
            }
        }
        out.writeEndObject();
        out.flush();
    }
}
