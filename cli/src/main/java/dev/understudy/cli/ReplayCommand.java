package dev.understudy.cli;

import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.log.JournalReader;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineSnapshot;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.vcpu.Divergence;
import dev.understudy.vmm.vcpu.ReplayVcpu;
import dev.understudy.vmm.vcpu.Vcpu;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code understudy replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Run a recorded guest again, exactly, checking every output and digest.",
        footer = {
            "",
            "Examples:",
            "  understudy replay timer.journal",
            "  understudy replay --engine translator timer.journal",
            "  understudy replay --quiet timer.journal > console.txt",
            "",
            "Exit code: 0 when all of it was equal, 4 at a divergence, 1 when the journal cannot be read",
            "  or is broken. One that is cut off replays as far as it goes."
        })
final class ReplayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "JOURNAL", description = "What understudy record wrote.")
    private Path file;

    @Mixin
    private Verbosity verbosity;

    @Mixin
    private EngineOption engine;

    @Option(names = "--stats", description = "At the end print one line of JSON to stderr.")
    private boolean stats;

    @Override
    public Integer call() {
        try (JournalReader journal = JournalReader.open(file)) {
            return replay(journal);
        } catch (IOException | MalformedBytes e) {
            throw new CommandFailure(
                    ExitCode.FAILED, "cannot replay " + file, e, "give a journal of understudy record");
        } catch (Divergence e) {
            throw new CommandFailure(
                    ExitCode.DIVERGED, "the replay differs from the recording", e, "report this with the journal");
        }
    }

    private int replay(JournalReader journal) {
        long began = System.nanoTime();
        long cpuBegan = cpuNanos();
        Machine machine =
                MachineSnapshot.open(journal.preamble(), engine.maker()).machine();
        ReplayVcpu vcpu = new ReplayVcpu(machine, journal, this::show);
        while (vcpu.step() == Vcpu.Step.RAN) {
            // one entry, or a slice on the way to it
        }
        System.out.flush();
        long wall = System.nanoTime() - began;
        if (stats) {
            long cpu = cpuNanos() - cpuBegan;
            System.err.println(new RunStatistics(machine.instruction(), cpu, wall, engine.lastCounters()).json());
        }
        verbosity.say("equal: " + machine.instruction() + " instructions, " + vcpu.replayedEntries()
                + " entries, state " + HexFormat.of().toHexDigits(machine.registerDigest()) + " memory "
                + HexFormat.of().toHexDigits(machine.memoryDigest()));
        if (journal.isCorrupt()) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "the journal is broken, its replay is not whole",
                    journal.damage().orElseThrow(),
                    "take a copy that is whole; what was replayed is equal");
        }
        journal.damage().ifPresent(damage -> verbosity.say("the journal ends early: " + damage));
        return ExitCode.DONE;
    }

    /** CPU time of this thread, which replays. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private void show(Output output) {
        if (output instanceof Output.Console console) {
            System.out.writeBytes(console.data());
        }
    }
}
