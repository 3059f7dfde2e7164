package dev.understudy.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code understudy status}. Never fails whole: what does not answer is listed as unreachable. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show the VMs of this host: who runs them, and whether a crash would be survived now.",
        footer = {
            "",
            "Examples:",
            "  understudy status",
            "  understudy status web --json",
            "  understudy status web --check || echo 'not protected'",
            "",
            "Exit code: 0; with --check 3 if a VM is not protected."
        })
final class StatusCommand implements Callable<Integer> {
    private static final long TIMEOUT_MILLIS = 1_000;

    @Parameters(paramLabel = "VM", arity = "0..1", description = "Only this VM.")
    private String vm;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Option(names = "--check", description = "Exit with 3 unless protected.")
    private boolean check;

    /** One process of a VM: its status, or why there is none. */
    private record Process(String name, NodeStatus status, String unreachable) {}

    @Override
    public Integer call() throws IOException {
        RunFolder run = RunFolder.ofUser();
        List<String> vms = vm == null ? run.vms() : List.of(vm);
        Map<String, List<Process>> all = new LinkedHashMap<>();
        ExecutorService askers = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "ask");
            thread.setDaemon(true);
            return thread;
        });
        for (String name : vms) {
            List<Process> processes = ask(run, name, askers);
            if (!processes.isEmpty() || vm != null) {
                all.put(name, processes);
            }
        }
        if (json) {
            writeJson(all);
        } else {
            all.forEach(StatusCommand::write);
            if (all.isEmpty()) {
                System.err.println("understudy: no VM of this user runs here; see understudy pair --help");
            }
        }
        boolean safe = !all.isEmpty() && all.values().stream().allMatch(StatusCommand::isProtected);
        return check && !safe ? ExitCode.NOT_PROTECTED : ExitCode.DONE;
    }

    private static List<Process> ask(RunFolder run, String vm, ExecutorService askers) throws IOException {
        List<CompletableFuture<Process>> answers = run.processes(vm).stream()
                .map(name -> CompletableFuture.supplyAsync(() -> ask(run, vm, name), askers))
                .toList();
        return answers.stream()
                .map(CompletableFuture::join)
                .filter(process -> process.status != null || process.unreachable != null)
                .toList();
    }

    private static Process ask(RunFolder run, String vm, String name) {
        try {
            return new Process(name, StatusSocket.ask(run.statusOf(vm, name), TIMEOUT_MILLIS), null);
        } catch (IOException e) {
            return new Process(name, null, e.getMessage());
        }
    }

    private static boolean isProtected(List<Process> processes) {
        return processes.stream().anyMatch(process -> process.status != null && process.status.flag("protected"));
    }

    private static void write(String vm, List<Process> processes) {
        Process owner = processes.stream()
                .filter(process -> process.status != null && process.status.flag("live"))
                .findFirst()
                .orElse(null);
        if (owner == null) {
            System.out.println(vm + "   NOT RUNNING");
        } else {
            System.out.println(vm + "   " + owner.status.text("protection") + "   generation "
                    + owner.status.number("generation"));
        }
        for (Process process : processes) {
            System.out.println("  " + line(process));
        }
    }

    private static String line(Process process) {
        NodeStatus status = process.status;
        if (status == null) {
            return String.format("%-10s unreachable: %s", process.name, process.unreachable);
        }
        String head = String.format("%-10s %-8s pid %d", process.name, status.text("role"), status.number("pid"));
        if (status.text("phase").isEmpty()) {
            return head + "   port " + status.number("port");
        }
        return head + "   " + status.text("phase") + " @ " + status.number("instruction");
    }

    private static void writeJson(Map<String, List<Process>> all) throws IOException {
        try (JsonGenerator out = new JsonFactory().createGenerator(System.out)) {
            out.useDefaultPrettyPrinter();
            out.writeStartObject();
            out.writeNumberField("schema", 1);
            out.writeArrayFieldStart("vms");
            for (Map.Entry<String, List<Process>> entry : all.entrySet()) {
                out.writeStartObject();
                out.writeStringField("vm", entry.getKey());
                out.writeBooleanField("protected", isProtected(entry.getValue()));
                out.writeObjectFieldStart("processes");
                for (Process process : entry.getValue()) {
                    out.writeFieldName(process.name);
                    write(out, process);
                }
                out.writeEndObject();
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
            out.flush();
        }
        System.out.println();
    }

    private static void write(JsonGenerator out, Process process) throws IOException {
        if (process.status != null) {
            process.status.write(out);
        } else {
            out.writeStartObject();
            out.writeStringField("unreachable", process.unreachable);
            out.writeEndObject();
        }
    }
}
