package dev.understudy.cli;

import dev.understudy.cli.guest.GuestCommand;
import java.util.Arrays;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The launcher's main class. */
@Command(
        name = "understudy",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "A fault-tolerant virtual machine: a backup replays the primary one log entry behind,"
                + " and goes live when it dies.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  understudy demo                          kill a primary in mid-stream and see that nothing is lost",
            "  understudy run --kernel guests/hello/hello.elf",
            "  understudy pair web --kernel guests/counter/counter.elf --forward udp:127.0.0.1:5007:10.0.2.15:7",
            "  understudy status --json",
            "",
            "Every option has a variable: --silence-limit is UNDERSTUDY_SILENCE_LIMIT. The option wins.",
            "Exit codes: 0 done, 1 failed, 2 usage, 3 not protected, 4 divergence, 5 lost the claim,",
            "  6 arbiter unreachable, 7 peer refused, 8 host lacks something, 125 run or record failed itself."
        },
        subcommands = {
            DemoCommand.class,
            PairCommand.class,
            StatusCommand.class,
            PrimaryCommand.class,
            BackupCommand.class,
            DiskCommand.class,
            SwitchCommand.class,
            ConsoleCommand.class,
            RunCommand.class,
            RecordCommand.class,
            ReplayCommand.class,
            InspectCommand.class,
            GuestCommand.class,
            RehearseCommand.class,
            CommandLine.HelpCommand.class,
            AutoComplete.GenerateCompletion.class
        })
public final class Understudy {
    private Understudy() {}

    public static void main(String[] arguments) {
        NodeLog.install(Arrays.asList(arguments).contains("-v"));
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Understudy());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(110);
        line.setDefaultValueProvider(new EnvironmentDefaults(System.getenv()));
        line.setParameterExceptionHandler(FailureText::usage);
        line.setExecutionExceptionHandler(
                (problem, command, parsed) -> FailureText.execution(problem, command, parsed.originalArgs()));
        return line;
    }
}
