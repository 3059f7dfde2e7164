package dev.understudy.benchmarks;

import java.io.IOException;

/** The root shell on a guest's console. Marks are typed torn apart, so that the console's echo of them is no mark. */
final class GuestShell {
    private static final String BEGIN = "work begins";
    private static final String END = "work ends with ";
    private final TimedConsole console;

    /** Asks for the shell, which comes with the Enter key. */
    GuestShell(TimedConsole console) throws IOException {
        this.console = console;
        console.type("\n");
        seconds("true");
    }

    /** CPU time of the whole machine while the guest does this. */
    double seconds(String command) throws IOException {
        console.type("echo work be\"\"gins; " + command + "; echo work en\"\"ds with $?\n");
        double begin = console.await(BEGIN).cpuSeconds();
        TimedConsole.Line end = console.await(END);
        if (!end.text().contains(END + "0")) {
            throw new IOException(end.text() + ": " + command);
        }
        return end.cpuSeconds() - begin;
    }
}
