package dev.understudy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
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

    /**
     * Makes the image if that is asked for.
     *
     * @param root what a new image is a copy of; null for none
     * @return its capacity in bytes, 0 without a disk
     */
    long prepare(Path root, int failureCode) {
        if (root != null && size != null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "no disk of another size",
                    "a guest's root disk has the size that it was built with",
                    "leave --disk-size away, or give it to understudy guest build");
        }
        if (file == null) {
            return 0;
        }
        try {
            if (!Files.exists(file) && root != null) {
                DiskImages.copy(root, file);
            } else if (!Files.exists(file) && size != null) {
                DiskImages.make(file, size);
            }
            return Files.size(file) / 512 * 512;
        } catch (IOException e) {
            throw new CommandFailure(failureCode, "no disk " + file, e, "give an image, or its size with --disk-size");
        }
    }

    /** For a guest that nobody means to keep: without {@code --disk}, a copy that this process removes at its end. */
    long prepareForOnce(Path root, Consumer<String> say) {
        if (file == null && root != null && size == null) {
            try {
                file = Files.createTempDirectory("understudy-disk").resolve("disk.img");
            } catch (IOException e) {
                throw new CommandFailure(ExitCode.OWN_FAILURE, "no room for a disk", e, "give one with --disk");
            }
            file.getParent().toFile().deleteOnExit();
            file.toFile().deleteOnExit(); // before its folder
            say.accept("the root disk is a copy that ends with this run; --disk FILE keeps one");
        }
        return prepare(root, ExitCode.OWN_FAILURE);
    }
}
