package dev.understudy.cli.hosts;

import java.io.IOException;
import java.nio.file.Path;

/** What a pair on hosts of their own runs, who counts there, and what must be on its disk at the end. */
interface HostGuest {
    /** Puts what it needs into the folders of the hosts below {@code folder}. */
    void furnish(Path folder) throws IOException;

    /** The README's line, which starts the counter, as it starts this guest. */
    String typed(String line);

    /** A program with a switch's host as its argument, which speaks as {@link CountingClients} does. */
    Class<?> clients();

    /** @param last what the clients said last */
    void judgeDisk(Path image, long last) throws Exception;
}
