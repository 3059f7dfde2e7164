package dev.understudy.disk;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * All that a disk server holds on disk, under locks: the state folder with one record a VM, and the images.
 *
 * <pre>
 *   state/lock            held as long as the server runs
 *   state/vm-NAME.record  NAME percent-encoded
 * </pre>
 */
final class Storage implements AutoCloseable {
    private static final String PREFIX = "vm-";
    private static final String SUFFIX = ".record";
    private static final int MAX_FILE_NAME = 240;

    private final Map<String, Export> exports = new LinkedHashMap<>();
    private final Map<String, VmArbiter> arbiters = new LinkedHashMap<>();
    private final Map<VmArbiter, ExecutorService> threads = new LinkedHashMap<>();
    private FileChannel lock;

    private Storage() {}

    static Storage open(DiskServerOptions options, Set<Rule> rules, UnaryOperator<BlockImage> images)
            throws IOException {
        Storage storage = new Storage();
        try {
            Files.createDirectories(options.state());
            Path lockFile = options.state().resolve("lock");
            storage.lock = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            ImageFile.lock(storage.lock, lockFile);
            storage.openArbiters(options, rules);
            storage.openExports(options, images);
            return storage;
        } catch (IOException | RuntimeException e) {
            try {
                storage.close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    private void openArbiters(DiskServerOptions options, Set<Rule> rules) throws IOException {
        Set<String> vms = new LinkedHashSet<>(options.vms());
        for (DiskExport export : options.exports()) {
            if (export.vm() != null) {
                vms.add(export.vm());
            }
        }
        vms.addAll(recorded(options.state()));
        long silenceNanos = options.failureLimit().multipliedBy(10).toNanos();
        for (String vm : vms) {
            DiskExport.checkName("VM", vm);
            List<String> bound = options.exports().stream()
                    .filter(export -> vm.equals(export.vm()))
                    .map(DiskExport::name)
                    .toList();
            RecordFile file = new RecordFile(recordOf(options.state(), vm));
            VmArbiter arbiter = new VmArbiter(vm, file, bound, rules, options.clock(), silenceNanos);
            String missing = arbiter.unboundExport();
            if (missing != null) {
                throw new IOException(missing + ": offer that export for this VM, or end the life first");
            }
            arbiters.put(vm, arbiter);
            threads.put(arbiter, Executors.newSingleThreadExecutor(task -> new Thread(task, "arbiter-" + vm)));
        }
    }

    /** VMs that have a record here, so that none is forgotten because an option is. */
    private static List<String> recorded(Path state) throws IOException {
        List<String> vms = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(state, PREFIX + "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                String encoded = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
                vms.add(URLDecoder.decode(encoded, StandardCharsets.UTF_8));
            }
        }
        return vms;
    }

    private static Path recordOf(Path state, String vm) {
        String name = PREFIX + URLEncoder.encode(vm, StandardCharsets.UTF_8) + SUFFIX;
        if (name.length() > MAX_FILE_NAME) {
            throw new IllegalArgumentException("the VM's name is too long for a file: " + vm);
        }
        return state.resolve(name);
    }

    private void openExports(DiskServerOptions options, UnaryOperator<BlockImage> images) throws IOException {
        for (DiskExport definition : options.exports()) {
            if (exports.containsKey(definition.name())) {
                throw new IllegalArgumentException("two exports are named '" + definition.name() + "'");
            }
            BlockImage image = images.apply(ImageFile.open(definition.file(), definition.size()));
            exports.put(definition.name(), new Export(definition, image, arbiters.get(definition.vm())));
        }
    }

    Map<String, Export> exports() {
        return exports;
    }

    Map<String, VmArbiter> arbiters() {
        return arbiters;
    }

    ExecutorService threadOf(VmArbiter arbiter) {
        return threads.get(arbiter);
    }

    @Override
    public void close() throws IOException {
        IOException failed = null;
        for (ExecutorService thread : threads.values()) {
            thread.shutdown();
        }
        try {
            for (ExecutorService thread : threads.values()) {
                if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
                    failed = new IOException("an arbiter still works after 30 s");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed = new IOException("interrupted while it closed", e);
        }
        for (Export export : exports.values()) {
            try {
                export.close();
            } catch (IOException e) {
                failed = e;
            }
        }
        if (lock != null) {
            lock.close();
        }
        if (failed != null) {
            throw failed;
        }
    }
}
