package dev.understudy.cli.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The modules that a guest must load before it has a root disk and a network, each behind those that it needs. Debian's kernel
 * has virtio's core, the console and the interrupt controllers built in, and these not.
 */
final class KernelModules {
    /** ext4 asks for this hash by its name ("softdep"), not as a module that it depends on; newer kernels have it inside. */
    private static final String CHECKSUM = "crc32c_generic";

    private static final List<String> WANTED =
            List.of("virtio_mmio", "virtio_blk", "virtio_net", "virtio_rng", CHECKSUM, "ext4");

    /** Gives the bytes of a module by its name. */
    interface Source {
        /** Null if the kernel has no such module. */
        KernelModule module(String name) throws IOException;

        /** Whether the kernel has it built in. */
        boolean isBuiltIn(String name) throws IOException;
    }

    private final Source source;
    private final Set<String> seen = new LinkedHashSet<>();
    private final List<KernelModule> order = new ArrayList<>();

    private KernelModules(Source source) {
        this.source = source;
    }

    /** In the order in which they must be loaded. */
    static List<KernelModule> inOrder(Source source) throws IOException {
        KernelModules modules = new KernelModules(source);
        for (String name : WANTED) {
            modules.visit(name);
        }
        return modules.order;
    }

    private void visit(String name) throws IOException {
        if (!seen.add(name) || source.isBuiltIn(name)) {
            return;
        }
        KernelModule module = source.module(name);
        if (module == null && name.equals(CHECKSUM)) {
            return;
        }
        if (module == null) {
            throw new IOException("the kernel has no module " + name);
        }
        for (String needed : module.dependencies()) {
            visit(needed);
        }
        order.add(module);
    }

    /** Modules as the kernel's package has them: {@code NAME.ko.xz} below {@code usr/lib/modules/RELEASE/kernel}. */
    static final class OfPackage implements Source {
        private static final int MODULE_MAX_BYTES = 64 << 20;

        private final GuestTree tree;
        private final String folder;
        private final HostTools tools;
        private Set<String> builtIn;

        OfPackage(GuestTree tree, String release, HostTools tools) {
            this.tree = tree;
            this.folder = "usr/lib/modules/" + release;
            this.tools = tools;
        }

        @Override
        public KernelModule module(String name) throws IOException {
            for (var file : tree.filesBelow(folder).entrySet()) {
                if (KernelModule.nameOf(file.getKey()).equals(name)) {
                    return new KernelModule(
                            name, plain(file.getKey(), file.getValue().content()));
                }
            }
            return null;
        }

        private byte[] plain(String path, Path content) throws IOException {
            if (path.endsWith(".ko")) {
                return Files.readAllBytes(content);
            }
            return tools.output(MODULE_MAX_BYTES, "xz", "--decompress", "--stdout", "--format=xz", content.toString());
        }

        @Override
        public boolean isBuiltIn(String name) throws IOException {
            if (builtIn == null) {
                builtIn = new LinkedHashSet<>();
                for (String line : Files.readAllLines(tree.content(folder + "/modules.builtin"))) {
                    builtIn.add(KernelModule.nameOf(line));
                }
            }
            return builtIn.contains(name);
        }
    }
}
