package dev.understudy.cli.guest;

import dev.understudy.cli.CommandFailure;
import dev.understudy.cli.ExitCode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a guest shall be.
 *
 * @param name of its folder and its host name
 * @param packages beside those that every guest has
 * @param diskBytes size of the root disk
 * @param memoryBytes to be noted as what suffices
 * @param keepSignatures whether the guest checks its kernel modules' signatures
 */
record GuestPlan(String name, List<String> packages, long diskBytes, long memoryBytes, boolean keepSignatures) {
    private static final long DISK_MIN_BYTES = 64L << 20;
    private static final long DISK_MAX_BYTES = 64L << 30;

    /** A kernel, its firmware, a shell and the skeleton of a file system. */
    static final List<String> BASE =
            List.of("base-files", "base-passwd", "busybox-static", "linux-image-riscv64", "opensbi");

    GuestPlan {
        GuestsFolder.checkName(name);
        packages = List.copyOf(packages);
        for (String wanted : packages) {
            if (!DebPackage.isName(wanted)) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "'" + wanted + "' is no name of a package",
                        "names have small letters, digits and, inside, the signs + - .",
                        "give names as apt knows them, with commas between: --with redis-server,nginx");
            }
        }
        if (diskBytes < DISK_MIN_BYTES || diskBytes > DISK_MAX_BYTES || diskBytes % 4096 != 0) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "no root disk of " + diskBytes + " bytes",
                    "it must have 64M to 64G, in whole pages of 4096 bytes",
                    "give another --disk-size");
        }
    }

    List<String> allPackages() {
        List<String> all = new ArrayList<>(BASE);
        all.addAll(packages);
        return all;
    }

    List<Service> services() {
        return packages.stream()
                .flatMap(name -> Service.of(name).stream())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * The kernel's command line: four-level paging is not even tried, what the kernel would test of its cryptography at each
     * boot it does not. All of the kernel's log goes to the console.
     */
    static String commandLine() {
        return "console=ttyS0 no4lvl cryptomgr.notests initcall_blacklist=jent_mod_init,crypto_kdf108_init";
    }
}
