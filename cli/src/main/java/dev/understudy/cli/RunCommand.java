package dev.understudy.cli;

import dev.understudy.cli.terminal.LocalConsole;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.vcpu.NoLog;
import dev.understudy.vmm.vcpu.Pacing;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code understudy run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Run a guest without a backup; its console is on stdin and stdout.",
        footer = {
            "",
            "Examples:",
            "  understudy run --kernel guests/hello/hello.elf",
            "  understudy run --kernel guests/counter/counter.elf --memory 64M --disk counter.img --disk-size 1M",
            "  understudy run --kernel guests/spin/spin.elf --stats",
            "  understudy run --guest debian --forward tcp:127.0.0.1:26379:10.0.2.15:6379",
            "  understudy run --kernel vmlinux --initrd initrd.img --append console=ttyS0 --memory 256M",
            "",
            "On a terminal every key is the guest's, Ctrl-C too; Ctrl-] ends the run.",
            "Exit code: the guest's verdict (test finisher 0x5555: 0, 0x3333: its code; HTIF tohost: its code);",
            "  125 when the run itself failed, 130 after Ctrl-]."
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    private GuestOptions guest;

    @Mixin
    private DiskFileOptions disk;

    @Mixin
    private ForwardOptions forwards;

    @Mixin
    private Verbosity verbosity;

    @Option(names = "--stats", description = "At the end print one line of JSON to stderr.")
    private boolean stats;

    @Override
    public Integer call() throws Exception {
        GuestNetwork network = forwards.network();
        long diskBytes = disk.prepareForOnce(guest.rootDisk(ExitCode.OWN_FAILURE), verbosity::say);
        Machine machine = guest.build(diskBytes, !network.isEmpty(), ExitCode.OWN_FAILURE);
        try (LocalConsole console = LocalConsole.open();
                SoloSession session =
                        new SoloSession(machine, console, disk.file(), network, new NoLog(), Pacing.RUN)) {
            int verdict = session.run();
            if (stats) {
                System.err.println(
                        session.statistics(guest.engine().lastCounters()).json());
            }
            return verdict;
        }
    }
}
