package dev.understudy.cli;

import dev.understudy.cli.terminal.LocalConsole;
import dev.understudy.vmm.log.JournalWriter;
import dev.understudy.vmm.log.LogPosition;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineSnapshot;
import dev.understudy.vmm.vcpu.Pacing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code understudy record}. */
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        description = "Run a guest and write everything that reaches it to a journal.",
        footer = {
            "",
            "Examples:",
            "  understudy record --kernel guests/timer/timer.elf --to timer.journal",
            "  understudy replay timer.journal",
            "  understudy record --guest debian --to boot.journal",
            "",
            "On a terminal every key is the guest's, Ctrl-C too; Ctrl-] ends the recording.",
            "Exit code: the guest's verdict; 125 when the recording itself failed, 130 after Ctrl-]."
        })
final class RecordCommand implements Callable<Integer> {
    @Mixin
    private GuestOptions guest;

    @Mixin
    private DiskFileOptions disk;

    @Mixin
    private ForwardOptions forwards;

    @Mixin
    private Verbosity verbosity;

    @Option(names = "--to", required = true, paramLabel = "FILE", description = "The journal; must not exist.")
    private Path file;

    @Option(names = "--stats", description = "At the end print one line of JSON to stderr.")
    private boolean stats;

    @Override
    public Integer call() throws Exception {
        GuestNetwork network = forwards.network();
        long diskBytes = disk.prepareForOnce(guest.rootDisk(ExitCode.OWN_FAILURE), verbosity::say);
        Machine machine = guest.build(diskBytes, !network.isEmpty(), ExitCode.OWN_FAILURE);
        byte[] beginning = MachineSnapshot.capture(machine).seal(List.of());
        try (JournalWriter journal = create(beginning);
                LocalConsole console = LocalConsole.open();
                SoloSession session = new SoloSession(machine, console, disk.file(), network, journal, Pacing.RECORD)) {
            int verdict = session.run();
            if (stats) {
                System.err.println(
                        session.statistics(guest.engine().lastCounters()).json());
            }
            verbosity.say(machine.instruction() + " instructions are in " + file + "; see understudy replay " + file);
            return verdict;
        }
    }

    private JournalWriter create(byte[] beginning) {
        try {
            return JournalWriter.create(file, beginning, LogPosition.START);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.OWN_FAILURE, "cannot write the journal " + file, e, "give the name of a new file");
        }
    }
}
