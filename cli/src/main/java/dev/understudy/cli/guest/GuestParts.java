package dev.understudy.cli.guest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a machine is started from.
 *
 * @param kernel an ELF, a Linux Image or a flat image
 * @param firmware null if the kernel needs none, or the host's is to be taken
 * @param initrd null for none
 * @param rootDisk raw image that each VM takes a copy of; null for none
 * @param commandLine of the kernel, may be empty
 * @param memory bytes of RAM
 */
public record GuestParts(Path kernel, Path firmware, Path initrd, Path rootDisk, String commandLine, long memory) {
    /** The options of {@code understudy run} and {@code primary} that say so, whatever the environment does. */
    public List<String> arguments() {
        List<String> all = new ArrayList<>(List.of(
                "--guest=", "--kernel=" + kernel.toAbsolutePath(), "--memory=" + memory, "--append=" + commandLine));
        if (firmware != null) {
            all.add("--firmware=" + firmware.toAbsolutePath());
        }
        if (initrd != null) {
            all.add("--initrd=" + initrd.toAbsolutePath());
        }
        return all;
    }
}
