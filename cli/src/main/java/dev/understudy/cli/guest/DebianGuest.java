package dev.understudy.cli.guest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes a guest's files out of packages that are there. Equal packages and plans give equal bytes. */
final class DebianGuest {
    private static final String FIRMWARE = "usr/lib/riscv64-linux-gnu/opensbi/generic/fw_jump.bin";
    private static final String KERNEL = "boot/vmlinux-";
    private static final String SKELETON = "base-files";
    private static final String BUSYBOX = "usr/bin/busybox";

    /** "RISCV\0\0\0" at 0x30 (the kernel's {@code Documentation/arch/riscv/boot-image-header.rst}). */
    private static final long IMAGE_MAGIC = 0x5643534952L;

    private final GuestPlan plan;
    private final Path folder;
    private final Path scratch;
    private final HostTools tools;
    private final Staging staging;
    private final Unpacking unpacking;
    private final GuestTree boot = new GuestTree();
    private final GuestTree root = new GuestTree();

    /**
     * @param folder where the parts go
     * @param scratch where it may write besides, and leaves rubbish
     */
    DebianGuest(GuestPlan plan, Path folder, Path scratch, HostTools tools) throws IOException {
        this.plan = plan;
        this.folder = folder;
        this.scratch = scratch;
        this.tools = tools;
        this.staging = new Staging(scratch.resolve("files"));
        this.unpacking = new Unpacking(tools, staging);
    }

    /** What is not on the disk: kernel and firmware reach the machine from outside. */
    private static boolean isForBoot(DebPackage one) {
        return one.name().startsWith("linux-image-") || one.name().equals("opensbi");
    }

    /**
     * Takes the packages apart, the skeleton first: through its links {@code /bin} and {@code /lib} lead to {@code /usr}.
     *
     * @param files where each package lies
     */
    void unpack(Map<DebPackage, Path> files) throws IOException {
        for (boolean skeleton : new boolean[] {true, false}) {
            for (Map.Entry<DebPackage, Path> one : files.entrySet()) {
                if (one.getKey().name().equals(SKELETON) == skeleton) {
                    unpacking.unpack(one.getValue(), isForBoot(one.getKey()) ? boot : root);
                }
            }
        }
    }

    /** Time of all files of the guest: SOURCE_DATE_EPOCH if it is set, else that of the newest file of the packages. */
    private long time(String sourceDateEpoch) throws IOException {
        if (sourceDateEpoch == null) {
            return unpacking.newestSeconds();
        }
        if (!sourceDateEpoch.matches("[0-9]{1,10}")) {
            throw new IOException("SOURCE_DATE_EPOCH is '" + sourceDateEpoch + "', which are no seconds since 1970");
        }
        return Long.parseLong(sourceDateEpoch);
    }

    /** Writes the parts and gives what they are. */
    GuestManifest write(List<DebPackage> packages, String sourceDateEpoch) throws IOException {
        long time = time(sourceDateEpoch);
        String release = kernel();
        Files.copy(boot.content(FIRMWARE), part(GuestManifest.Part.FIRMWARE));
        InitialRamDisk.write(
                part(GuestManifest.Part.INITRD), root.content(BUSYBOX), staging.own("init"), modules(release), time);
        new RootFiles(root, staging, plan.services()).add(plan.name());
        new Ext4Disk(part(GuestManifest.Part.DISK), scratch, tools, time)
                .write(root, plan.diskBytes(), packages.toString());
        return manifest(release, packages);
    }

    /** The kernel's release; its file is there then. */
    private String kernel() throws IOException {
        List<String> kernels = boot.filesBelow("boot").keySet().stream()
                .filter(path -> path.startsWith(KERNEL))
                .toList();
        if (kernels.size() != 1) {
            throw new IOException("the packages bring " + kernels.size() + " kernels " + KERNEL + "*: " + kernels);
        }
        Path image = boot.content(kernels.get(0));
        try (InputStream in = Files.newInputStream(image)) {
            ByteBuffer header = ByteBuffer.wrap(in.readNBytes(64)).order(ByteOrder.LITTLE_ENDIAN);
            if (header.capacity() < 64 || header.getLong(0x30) != IMAGE_MAGIC) {
                throw new IOException("/" + kernels.get(0) + " is no flat image of a RISC-V kernel");
            }
        }
        Files.copy(image, part(GuestManifest.Part.KERNEL));
        return kernels.get(0).substring(KERNEL.length());
    }

    private List<KernelModule> modules(String release) throws IOException {
        List<KernelModule> modules = new ArrayList<>();
        for (KernelModule module : KernelModules.inOrder(new KernelModules.OfPackage(boot, release, tools))) {
            modules.add(plan.keepSignatures() ? module : module.withoutSignature());
        }
        return modules;
    }

    private GuestManifest manifest(String release, List<DebPackage> packages) throws IOException {
        List<GuestManifest.PartFile> files = new ArrayList<>();
        for (GuestManifest.Part part : GuestManifest.Part.values()) {
            files.add(new GuestManifest.PartFile(part, Files.size(part(part)), Sha256.of(part(part))));
        }
        return new GuestManifest(
                systemName(),
                release,
                GuestPlan.commandLine(),
                plan.memoryBytes(),
                files,
                plan.services().stream()
                        .map(service -> new GuestManifest.Server(service.packageName(), service.port()))
                        .toList(),
                packages.stream()
                        .map(one -> new GuestManifest.Installed(one.name(), one.version(), one.architecture()))
                        .toList());
    }

    /** As the guest names itself in {@code /etc/os-release}. */
    private String systemName() throws IOException {
        return Files.readAllLines(root.content("usr/lib/os-release")).stream()
                .filter(line -> line.startsWith("PRETTY_NAME="))
                .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                .findFirst()
                .orElseThrow(() -> new IOException("/usr/lib/os-release says no PRETTY_NAME"));
    }

    private Path part(GuestManifest.Part part) {
        return folder.resolve(part.file());
    }
}
