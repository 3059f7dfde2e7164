package dev.understudy.cli.guest;

import java.nio.file.Path;

/** What a path of a guest's file system leads to. Numbers of users and groups are the guest's. */
sealed interface Inode {
    /** Type bits of {@code st_mode}, as cpio and ext4 have them. */
    int TYPE_FOLDER = 0040000;

    int TYPE_REGULAR = 0100000;
    int TYPE_LINK = 0120000;
    int TYPE_CHARACTER = 0020000;

    /** @param mode permission bits, 0 to 07777 */
    record Folder(int mode, int user, int group) implements Inode {
        static final Folder OF_ROOT = new Folder(0755, 0, 0);
    }

    /**
     * @param mode permission bits, 0 to 07777
     * @param content where its bytes lie on the host
     */
    record RegularFile(int mode, int user, int group, Path content) implements Inode {}

    /** A symbolic link. */
    record Link(String target) implements Inode {}
}
