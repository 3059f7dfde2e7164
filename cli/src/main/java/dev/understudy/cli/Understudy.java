package dev.understudy.cli;

import java.io.PrintWriter;
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
            RunCommand.class,
            RecordCommand.class,
            ReplayCommand.class,
            InspectCommand.class,
            RehearseCommand.class,
            CommandLine.HelpCommand.class,
            AutoComplete.GenerateCompletion.class
        })
public final class Understudy {
    private Understudy() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Understudy());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(110);
        line.setParameterExceptionHandler((problem, arguments) -> {
            PrintWriter err = problem.getCommandLine().getErr();
            err.println("understudy: " + problem.getMessage());
            err.println("  do:  see understudy "
                    + (problem.getCommandLine().getCommandName().equals("understudy")
                            ? ""
                            : problem.getCommandLine().getCommandName() + " ")
                    + "--help");
            return ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((problem, command, parsed) -> {
            boolean verbose = Arrays.asList(parsed.originalArgs().toArray()).contains("-v");
            if (problem instanceof CommandFailure failure) {
                command.getErr().println(failure.text());
                if (verbose && failure.getCause() != null) {
                    failure.getCause().printStackTrace(command.getErr());
                }
                return failure.exitCode();
            }
            command.getErr().println("understudy: " + problem + "\n  do:  run it again with -v and report this");
            if (verbose) {
                problem.printStackTrace(command.getErr());
            }
            return ExitCode.FAILED;
        });
        return line;
    }
}
