package dev.understudy.cli.guest;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A package in one version, as apt names its file: {@code NAME_VERSION_ARCHITECTURE.deb}, where {@code %3a} stands for a colon.
 *
 * @param file that name
 * @param bytes of the file
 */
record DebPackage(String name, String version, String architecture, String file, long bytes)
        implements Comparable<DebPackage> {
    /** What {@code apt-get --print-uris} gives for each: {@code 'URI' FILE BYTES HASH} (apt-get(8)). */
    private static final Pattern URI_LINE =
            Pattern.compile("'[^']*' (([^ _/]+)_([^ _/]+)_([^ _/.]+)\\.deb) ([0-9]{1,15})( .*)?");

    /** Debian policy 5.6.1; apt takes a sign at the end for "remove" or "install", a slash or "=" for a version. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]*[a-z0-9+]");

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static DebPackage ofUriLine(String line) throws IOException {
        Matcher fields = URI_LINE.matcher(line);
        if (!fields.matches()) {
            throw new IOException("apt-get --print-uris gives a line that is no package: " + line);
        }
        String version = URLDecoder.decode(fields.group(3).replace("+", "%2b"), StandardCharsets.UTF_8);
        return new DebPackage(
                fields.group(2), version, fields.group(4), fields.group(1), Long.parseLong(fields.group(5)));
    }

    @Override
    public int compareTo(DebPackage other) {
        return file.compareTo(other.file);
    }
}
