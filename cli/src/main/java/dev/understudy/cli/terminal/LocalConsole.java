package dev.understudy.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * Stdin and stdout as a guest's console. On a terminal each key goes to the guest as it is pressed, Ctrl-C too, and only
 * {@link DetachableKeys#KEY} is for this side; on pipes and files bytes pass as they are. The terminal is put back as it was
 * at {@link #close}, and at a signal that ends the process.
 */
public final class LocalConsole implements AutoCloseable {
    private final Terminal terminal;
    private final Attributes before;
    private final InputStream keys;
    private final CompletableFuture<Void> detached = new CompletableFuture<>();

    private LocalConsole(Terminal terminal) {
        this.terminal = terminal;
        this.before = terminal == null ? null : terminal.getAttributes();
        this.keys = terminal == null ? System.in : new DetachableKeys(System.in, () -> detached.complete(null));
    }

    /** Of this process; one at a time. */
    public static LocalConsole open() {
        // System.console is there if stdin and stdout are a terminal; newer JDKs have it always, then JLine decides.
        if (System.console() == null) {
            return new LocalConsole(null);
        }
        try {
            LocalConsole console = new LocalConsole(TerminalBuilder.builder()
                    .system(true)
                    .dumb(false)
                    .nativeSignals(false)
                    .build());
            console.makeRaw();
            return console;
        } catch (IOException e) {
            return new LocalConsole(null); // no terminal that could be set up: its lines come whole, as from a pipe
        }
    }

    /** Keys one by one, none kept for an end of line, none a signal. Output stays: a lone line feed returns the carriage. */
    private void makeRaw() {
        Attributes raw = new Attributes(before);
        raw.setLocalFlags(
                EnumSet.of(
                        Attributes.LocalFlag.ICANON,
                        Attributes.LocalFlag.ECHO,
                        Attributes.LocalFlag.IEXTEN,
                        Attributes.LocalFlag.ISIG),
                false);
        raw.setInputFlags(
                EnumSet.of(
                        Attributes.InputFlag.IXON,
                        Attributes.InputFlag.ICRNL,
                        Attributes.InputFlag.INLCR,
                        Attributes.InputFlag.IGNCR),
                false);
        raw.setControlChar(Attributes.ControlChar.VMIN, 1);
        raw.setControlChar(Attributes.ControlChar.VTIME, 0);
        terminal.setAttributes(raw);
    }

    /** What is typed; ends at the detach key. */
    public InputStream keys() {
        return keys;
    }

    public OutputStream screen() {
        return System.out;
    }

    /** Completed when the person has pressed the detach key; never on a pipe. */
    public CompletableFuture<Void> detached() {
        return detached;
    }

    /** True if a person sits there, who can press the detach key. */
    public boolean isTerminal() {
        return terminal != null;
    }

    @Override
    public void close() {
        if (terminal == null) {
            return;
        }
        try {
            terminal.setAttributes(before);
            terminal.close();
        } catch (IOException e) {
            System.err.println("understudy: the terminal was not put back: " + e.getMessage() + "; type 'reset'");
        }
    }
}
