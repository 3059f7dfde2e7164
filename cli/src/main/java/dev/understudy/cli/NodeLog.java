package dev.understudy.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * This process's lines on stderr, one form for its own and for those of {@link System.Logger}: time, then who speaks (role,
 * VM, generation), then what.
 */
final class NodeLog {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private static volatile String speaker = "";

    private NodeLog() {}

    /** Libraries' records from INFO on come in our form; with {@code verbose} causes have their stack traces. */
    static void install(boolean verbose) {
        Logger root = Logger.getLogger("");
        for (var handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        ConsoleHandler handler = new ConsoleHandler();
        handler.setFormatter(new OneLine(verbose));
        root.addHandler(handler);
        root.setLevel(Level.INFO);
    }

    /** {@code generation}: 0 if none is owned or known. */
    static void speakAs(String role, String vm, long generation) {
        speaker = role + (vm.isEmpty() ? "" : " " + vm) + (generation == 0 ? "" : " gen " + generation) + ": ";
    }

    static void say(String line) {
        System.err.println("understudy: " + LocalTime.now().format(TIME) + " " + speaker + line);
    }

    private static final class OneLine extends Formatter {
        private final boolean verbose;

        OneLine(boolean verbose) {
            this.verbose = verbose;
        }

        @Override
        public String format(LogRecord record) {
            StringBuilder line = new StringBuilder("understudy: ")
                    .append(TIME.format(Instant.ofEpochMilli(record.getMillis())))
                    .append(' ')
                    .append(speaker)
                    .append(formatMessage(record));
            Throwable cause = record.getThrown();
            if (cause != null) {
                line.append(": ").append(cause);
                if (verbose || Level.SEVERE.equals(record.getLevel())) {
                    StringWriter trace = new StringWriter();
                    cause.printStackTrace(new PrintWriter(trace));
                    line.append('\n').append(trace.toString().stripTrailing());
                }
            }
            return line.append('\n').toString();
        }
    }
}
