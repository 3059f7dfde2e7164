package dev.understudy.cli.guest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Contents of a guest's files on their way, each in a file of the host with a number for a name. */
final class Staging {
    private final Path folder;
    private int count;

    Staging(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** Where the next content goes. */
    Path next() {
        return folder.resolve(Integer.toString(++count));
    }

    Path text(String content) throws IOException {
        return Files.writeString(next(), content, StandardCharsets.UTF_8);
    }

    /** A text that comes with this program. */
    Path own(String name) throws IOException {
        Path file = next();
        try (InputStream in = Staging.class.getResourceAsStream(name);
                OutputStream out = Files.newOutputStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            in.transferTo(out);
        }
        return file;
    }
}
