package dev.understudy.cli.guest;

import picocli.CommandLine.Command;

/** {@code understudy guest}: what there is to do with guests. */
@Command(
        name = "guest",
        mixinStandardHelpOptions = true,
        description = "Build Debian guests from Debian's packages, and keep them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            GuestBuildCommand.class,
            GuestListCommand.class,
            GuestInspectCommand.class,
            GuestRemoveCommand.class
        })
public final class GuestCommand {}
