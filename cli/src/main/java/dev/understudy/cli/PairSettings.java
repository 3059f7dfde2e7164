package dev.understudy.cli;

import java.nio.file.Path;
import java.util.List;

/**
 * What a pair on this host is made of.
 *
 * @param vm its name
 * @param guest options of {@code primary} that describe the machine
 * @param disk image of the VM's disk, null for none
 * @param diskBytes size to make the image with, 0 if it exists
 * @param forwards as {@code switch --forward} takes them
 * @param capture pcapng file, null for none
 * @param state folder of the arbiter's record
 * @param plaintext no TLS between the processes
 * @param both options of {@code primary} and {@code backup}: failure detection, engine
 */
public record PairSettings(
        String vm,
        List<String> guest,
        Path disk,
        long diskBytes,
        List<String> forwards,
        Path capture,
        Path state,
        boolean plaintext,
        List<String> both) {}
