package dev.understudy.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
            "Exit code: 0; 1 if the VM named has no process here; with --check 3 if a VM is not protected."
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
        Map<String, CompletableFuture<List<Process>>> asked = new LinkedHashMap<>();
        for (String name : vms) {
            asked.put(name, CompletableFuture.supplyAsync(() -> ask(run, name, askers), askers));
        }
        for (String name : vms) {
            List<Process> processes = asked.get(name).join();
            if (!processes.isEmpty()) {
                all.put(name, processes);
            }
        }
        if (json) {
            writeJson(all);
        } else {
            all.forEach(StatusCommand::write);
            if (all.isEmpty()) {
                String which = vm == null ? "no VM of this user runs here" : "no process of a VM '" + vm + "' is here";
                System.err.println("understudy: " + which + "; see understudy pair --help");
            }
        }
        boolean safe = !all.isEmpty() && all.values().stream().allMatch(StatusCommand::isProtected);
        if (check && !safe) {
            return ExitCode.NOT_PROTECTED;
        }
        return vm != null && all.isEmpty() ? ExitCode.FAILED : ExitCode.DONE;
    }

    private static List<Process> ask(RunFolder run, String vm, ExecutorService askers) {
        List<CompletableFuture<Process>> answers = processes(run, vm).stream()
                .map(name -> CompletableFuture.supplyAsync(() -> ask(run, vm, name), askers))
                .toList();
        return answers.stream()
                .map(CompletableFuture::join)
                .filter(process -> process.status != null || process.unreachable != null)
                .toList();
    }

    private static List<String> processes(RunFolder run, String vm) {
        try {
            return run.processes(vm);
        } catch (IOException e) {
            return List.of(); // the VM's folder went away meanwhile
        }
    }

    private static Process ask(RunFolder run, String vm, String name) {
        try {
            return new Process(name, StatusSocket.ask(run.statusOf(vm, name), TIMEOUT_MILLIS), null);
        } catch (ConnectException e) {
            return new Process(name, null, run.removeIfAbandoned(vm, name) ? "the process is gone" : "it is starting");
        } catch (IOException e) {
            return new Process(name, null, FailureText.reason(e));
        }
    }

    private static boolean isProtected(List<Process> processes) {
        Process owner = owner(processes);
        return owner != null && owner.status.flag("protected");
    }

    private static void write(String vm, List<Process> processes) {
        Process owner = owner(processes);
        if (owner == null) {
            System.out.println(vm + "   NOT PROTECTED: no primary answers");
        } else {
            System.out.printf(
                    Locale.ROOT,
                    "%s   %s   generation %d   up %s%n",
                    vm,
                    owner.status.text("protection"),
                    owner.status.number("generation"),
                    upTime(owner.status.number("upSeconds")));
        }
        for (Process process : processes) {
            System.out.println("  " + line(process));
        }
        if (owner != null && !owner.status.text("lastFailOver").isEmpty()) {
            System.out.println("  last fail-over  " + owner.status.text("lastFailOver"));
        }
    }

    /** The live one of the highest generation: one that stands still may not know yet that it lost. */
    private static Process owner(List<Process> processes) {
        return processes.stream()
                .filter(process -> process.status != null && process.status.flag("live"))
                .max(Comparator.comparingLong(process -> process.status.number("generation")))
                .orElse(null);
    }

    private static String upTime(long seconds) {
        return seconds < 60
                ? seconds + "s"
                : seconds < 3600 ? seconds / 60 + "m" : seconds / 3600 + "h" + seconds / 60 % 60 + "m";
    }

    private static String line(Process process) {
        NodeStatus status = process.status;
        if (status == null) {
            return String.format(Locale.ROOT, "%-10s unreachable: %s", process.name, process.unreachable);
        }
        boolean replica = !status.text("phase").isEmpty();
        String port = status.text(replica ? "channelPort" : "port");
        String head = String.format(
                Locale.ROOT,
                "%-10s %-8s %-21s pid %-7d",
                process.name,
                status.text("role"),
                port.equals("0") || port.isEmpty() ? "-" : status.text("host") + ":" + port,
                status.number("pid"));
        if (!replica) {
            return head + SwitchPortsText.of(status);
        }
        return head
                + String.format(
                        Locale.ROOT,
                        " generation %d   %s @ %,d%s",
                        status.number("generation"),
                        status.text("phase").toLowerCase(Locale.ROOT),
                        status.number("instruction"),
                        lag(status));
    }

    private static String lag(NodeStatus status) {
        if (status.text("lagInstructions").isEmpty()) {
            return "";
        }
        String entries = status.text("lagEntries").isEmpty()
                ? ""
                : String.format(Locale.ROOT, ", %,d entries", status.number("lagEntries"));
        return String.format(Locale.ROOT, "   lag %,d instr%s", status.number("lagInstructions"), entries);
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
