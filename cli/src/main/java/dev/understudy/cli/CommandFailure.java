package dev.understudy.cli;

/** A command cannot go on: what failed, why, and what to do, in three lines for people or one object of JSON. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String why;
    private final String hint;

    public CommandFailure(int exitCode, String what, String why, String hint) {
        super(what);
        this.exitCode = exitCode;
        this.why = why;
        this.hint = hint;
    }

    public CommandFailure(int exitCode, String what, Throwable cause, String hint) {
        this(exitCode, what, FailureText.reason(cause), hint);
        initCause(cause);
    }

    int exitCode() {
        return exitCode;
    }

    String text() {
        return "understudy: " + getMessage() + "\n  why: " + why + "\n  do:  " + hint;
    }

    public String why() {
        return why;
    }

    String hint() {
        return hint;
    }
}
