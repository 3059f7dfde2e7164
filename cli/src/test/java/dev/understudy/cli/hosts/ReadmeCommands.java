package dev.understudy.cli.hosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the README tells people to type on hosts of their own, as it stands. */
final class ReadmeCommands {
    /** @param line with its continuations joined */
    record Typed(String host, String line) {
        boolean is(String words) {
            return line.startsWith(words);
        }
    }

    private ReadmeCommands() {}

    /** In their order. */
    static List<Typed> read(Path readme) throws IOException {
        List<Typed> typed = new ArrayList<>();
        for (String line : Files.readString(readme).replaceAll("\\\\\n\\s*", "").split("\n")) {
            int prompt = line.indexOf("$ ");
            if (line.startsWith("host-") && prompt > 0) {
                typed.add(new Typed(line.substring(0, prompt), line.substring(prompt + 2)));
            }
        }
        return typed;
    }
}
