package dev.understudy.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How a failure is told: three lines on stderr, or one JSON object on stdout for whoever asked for JSON. */
final class FailureText {
    private static final String OTHER_SECRET = "the other side has another secret or certificate authority";

    private FailureText() {}

    /** The command line itself is wrong. */
    static int usage(ParameterException problem, String[] arguments) {
        String name = problem.getCommandLine().getCommandSpec().qualifiedName(" ");
        String what = problem instanceof UnmatchedArgumentException ? "unknown argument" : "wrong arguments";
        CommandFailure failure = new CommandFailure(
                ExitCode.USAGE, what, problem.getMessage().replaceFirst("^Error: ", ""), "see " + name + " --help");
        return tell(failure, problem.getCommandLine(), List.of(arguments));
    }

    /** The command failed. */
    static int execution(Exception problem, CommandLine command, List<String> arguments) {
        CommandFailure failure = problem instanceof CommandFailure known
                ? known
                : new CommandFailure(
                        ownCode(command), "it broke off", problem, "run it again with -v and report what it says");
        int code = tell(failure, command, arguments);
        if (arguments.contains("-v") && failure.getCause() != null) {
            failure.getCause().printStackTrace(command.getErr());
        }
        return code;
    }

    /** {@code run} and {@code record} give the guest's verdict, so their own failures have a code beside it. */
    private static int ownCode(CommandLine command) {
        return List.of("run", "record").contains(command.getCommandName()) ? ExitCode.OWN_FAILURE : ExitCode.FAILED;
    }

    private static int tell(CommandFailure failure, CommandLine command, List<String> arguments) {
        boolean takesJson = command.getCommandSpec().findOption("--json") != null;
        if (takesJson && arguments.contains("--json")) {
            PrintWriter out = command.getOut();
            out.println(json(failure));
            out.flush();
        } else {
            command.getErr().println(failure.text());
        }
        return failure.exitCode();
    }

    private static String json(CommandFailure failure) {
        java.io.StringWriter text = new java.io.StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            out.writeStartObject();
            out.writeNumberField("schema", 1);
            out.writeObjectFieldStart("error");
            out.writeNumberField("code", failure.exitCode());
            out.writeStringField("message", failure.getMessage());
            out.writeStringField("reason", failure.why());
            out.writeStringField("hint", failure.hint());
            out.writeEndObject();
            out.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a string cannot fail", e);
        }
        return text.toString();
    }

    /** One line for people; the JDK says of many a file's failure nothing but the file. */
    static String reason(Throwable cause) {
        if (cause instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file or folder";
        }
        if (cause instanceof FileAlreadyExistsException there) {
            return there.getFile() + " exists already";
        }
        if (cause instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        if (cause instanceof NotDirectoryException file) {
            return file.getFile() + " is no folder";
        }
        if (cause instanceof FileSystemException other && other.getReason() != null) {
            return other.getFile() + ": " + other.getReason();
        }
        String message = cause.getMessage();
        if (message == null) {
            return cause.toString();
        }
        return plain(cause instanceof java.io.UncheckedIOException ? reason(cause.getCause()) : message);
    }

    /** What TLS says of a peer with another authority, which is that of another secret, helps nobody. */
    static String plain(String reason) {
        boolean otherAuthority = reason.contains("PKIX path")
                || reason.contains("CertPathValidator")
                || reason.contains("certificate_unknown");
        return otherAuthority ? OTHER_SECRET : reason;
    }

    /** A disk server that lets this process not in is there: to start it is no remedy. */
    static CommandFailure noDiskServer(String what, String reason, String hint) {
        String why = plain(reason);
        boolean refused = why.contains(OTHER_SECRET) || why.contains("speaks TLS only") || why.contains("refuses TLS");
        return refused
                ? new CommandFailure(
                        ExitCode.PEER_REFUSED,
                        what,
                        why,
                        "give the disk server's --secret-file or --certificates, or --plaintext if it has none")
                : new CommandFailure(ExitCode.ARBITER_UNREACHABLE, what, why, hint);
    }
}
