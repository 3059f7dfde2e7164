package dev.understudy.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What can run a guest: our two engines, and QEMU as it is and in the mode in which it can be replayed. */
enum Contender {
    INTERPRETER("interpreter"),
    TRANSLATOR("translator"),
    /** Counts instructions, so that a run can be repeated: the peer of a machine that must be deterministic. */
    QEMU_ICOUNT("QEMU `-icount`"),
    QEMU("QEMU");

    private final String title;

    Contender(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Starts the guest with its console on standard input and output, no network. */
    List<String> command(GuestFiles guest) {
        return this == INTERPRETER || this == TRANSLATOR
                ? understudy(List.of("run", "--engine", title), guest)
                : qemu(guest);
    }

    /** Starts the guest in the same way, and records it. */
    static List<String> recording(GuestFiles guest, Path journal) {
        return understudy(List.of("record", "--to", journal.toString()), guest);
    }

    private static List<String> understudy(List<String> how, GuestFiles guest) {
        List<String> command = new ArrayList<>(Host.understudy());
        command.addAll(how);
        command.addAll(List.of("--memory", guest.mebibytes() + "M"));
        command.addAll(List.of("--kernel", guest.kernel().toString(), "--append", guest.append()));
        guest.debian().ifPresent(debian -> {
            command.addAll(List.of("--firmware", debian.firmware().toString()));
            command.addAll(List.of("--initrd", debian.initrd().toString()));
            command.addAll(List.of("--disk", debian.disk().toString()));
        });
        return command;
    }

    private List<String> qemu(GuestFiles guest) {
        List<String> command = new ArrayList<>(List.of("qemu-system-riscv64", "-machine", "virt", "-nic", "none"));
        command.addAll(List.of("-display", "none", "-serial", "stdio", "-monitor", "none"));
        command.addAll(
                List.of("-m", guest.mebibytes() + "M", "-kernel", guest.kernel().toString()));
        command.addAll(List.of("-append", guest.append()));
        guest.debian()
                .ifPresentOrElse(
                        debian -> {
                            command.addAll(List.of("-bios", debian.firmware().toString()));
                            command.addAll(List.of("-initrd", debian.initrd().toString()));
                            command.addAll(List.of("-global", "virtio-mmio.force-legacy=false"));
                            command.addAll(List.of("-drive", "if=none,id=disk,format=raw,file=" + debian.disk()));
                            command.addAll(List.of("-device", "virtio-blk-device,drive=disk"));
                            command.addAll(List.of("-device", "virtio-rng-device"));
                        },
                        () -> command.addAll(List.of("-bios", "none")));
        if (this == QEMU_ICOUNT) {
            command.addAll(List.of("-icount", "shift=0"));
        }
        return command;
    }
}
