package dev.understudy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** A disk image in this process. */
final class DiskFileOptions {
    @Option(names = "--disk", paramLabel = "FILE", description = "Raw image of the disk in virtio slot 0.")
    private Path file;

    @Option(
            names = "--disk-size",
            converter = Sizes.class,
            paramLabel = "SIZE",
            description = "Make the image, sparse and of this size, if it does not exist.")
    private Long size;

    Path file() {
        return file;
    }

    /** Makes the image if that is asked for. Its capacity in bytes, 0 without a disk. */
    long prepare() {
        if (file == null) {
            return 0;
        }
        try {
            if (!Files.exists(file) && size != null) {
                DiskImages.make(file, size);
            }
            return Files.size(file) / 512 * 512;
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.OWN_FAILURE, "no disk " + file, e, "give an image, or its size with --disk-size");
        }
    }
}
