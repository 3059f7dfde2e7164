package dev.understudy.cli;

import dev.understudy.isa.translator.RegionReport;
import dev.understudy.isa.translator.Translator;
import dev.understudy.isa.translator.TranslatorStatistics;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.log.JournalReader;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineSnapshot;
import dev.understudy.vmm.vcpu.ReplayVcpu;
import dev.understudy.vmm.vcpu.Vcpu;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code understudy inspect --regions}: where a recorded guest spends its instructions. */
final class HotRegions {
    private HotRegions() {}

    static int show(Path file, int most, PrintStream out) {
        List<Translator> engines = new ArrayList<>();
        try (JournalReader journal = JournalReader.open(file)) {
            Machine machine = MachineSnapshot.open(journal.preamble(), hart -> {
                        engines.add(new Translator(hart));
                        return engines.get(0);
                    })
                    .machine();
            ReplayVcpu vcpu = new ReplayVcpu(machine, journal, output -> {});
            while (vcpu.step() == Vcpu.Step.RAN) {
                // one entry, or a slice on the way to it
            }
        } catch (IOException | MalformedBytes e) {
            throw new CommandFailure(ExitCode.FAILED, "cannot read " + file, e, "give a journal of understudy record");
        }
        show(engines.get(0), most, out);
        return ExitCode.DONE;
    }

    private static void show(Translator engine, int most, PrintStream out) {
        TranslatorStatistics all = engine.statistics();
        out.printf(
                Locale.ROOT,
                "%d regions of %d bytes, %d translated, %d dropped; interpreted %.1f %% of %d instructions%n",
                all.regions(),
                all.bytecodes(),
                all.translated(),
                all.dropped(),
                100 * all.interpretedShare(),
                all.translatedInstructions() + all.interpretedInstructions());
        for (RegionReport region : engine.hottest(most)) {
            out.printf(
                    Locale.ROOT,
                    "%n%x %s, executed %d, %d bytes%n",
                    region.address(),
                    region.hot() ? "hot" : "warm",
                    region.executed(),
                    region.bytecodes());
            region.code().forEach(line -> out.println("  " + line));
        }
    }
}
