package dev.understudy.cli.guest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KernelModulesTest {
    /** As Linux 6.12 of Debian has them. */
    private static final Map<String, String> DEBIAN = Map.ofEntries(
            Map.entry("virtio_mmio", ""),
            Map.entry("virtio_blk", ""),
            Map.entry("failover", ""),
            Map.entry("net_failover", "failover"),
            Map.entry("virtio_net", "net_failover"),
            Map.entry("virtio_rng", ""),
            Map.entry("crc16", ""),
            Map.entry("mbcache", ""),
            Map.entry("jbd2", ""),
            Map.entry("crc32c_generic", ""),
            Map.entry("ext4", "jbd2,mbcache,crc16"));

    private static KernelModules.Source source(Map<String, String> dependencies, Set<String> builtIn) {
        return new KernelModules.Source() {
            @Override
            public KernelModule module(String name) {
                String needed = dependencies.get(name);
                return needed == null
                        ? null
                        : new KernelModule(name, TinyModule.elf("license=GPL", "depends=" + needed));
            }

            @Override
            public boolean isBuiltIn(String name) {
                return builtIn.contains(name);
            }
        };
    }

    private static List<String> order(Map<String, String> dependencies, Set<String> builtIn) throws IOException {
        return KernelModules.inOrder(source(dependencies, builtIn)).stream()
                .map(KernelModule::name)
                .toList();
    }

    private static Map<String, String> debianBut(String module, String dependencies) {
        Map<String, String> changed = new HashMap<>(DEBIAN);
        changed.remove(module);
        if (dependencies != null) {
            changed.put(module, dependencies);
        }
        return changed;
    }

    @Test
    void eachModuleComesBehindThoseItNeeds() throws IOException {
        assertEquals(
                List.of(
                        "virtio_mmio",
                        "virtio_blk",
                        "failover",
                        "net_failover",
                        "virtio_net",
                        "virtio_rng",
                        "crc32c_generic",
                        "jbd2",
                        "mbcache",
                        "crc16",
                        "ext4"),
                order(DEBIAN, Set.of()));
    }

    @Test
    void whatIsBuiltInIsNotLoaded() throws IOException {
        assertEquals(
                List.of("virtio_mmio", "virtio_blk", "virtio_net", "virtio_rng", "jbd2", "mbcache", "crc16", "ext4"),
                order(DEBIAN, Set.of("net_failover", "crc32c_generic")));
    }

    @Test
    void aKernelWithoutAModuleThatIsNeededIsRefused() {
        IOException problem = assertThrows(IOException.class, () -> order(debianBut("mbcache", null), Set.of()));
        assertEquals("the kernel has no module mbcache", problem.getMessage());
    }

    @Test
    void aKernelWithTheChecksumInsideNeedsNoModuleForIt() throws IOException {
        assertEquals(10, order(debianBut("crc32c_generic", null), Set.of()).size());
    }

    @Test
    void modulesThatNeedEachOtherAreLoadedOnce() throws IOException {
        assertEquals(11, order(debianBut("failover", "net-failover"), Set.of()).size());
    }

    @Test
    void aSignatureIsCutAndNothingElse() throws IOException {
        byte[] plain = TinyModule.elf("depends=");
        KernelModule signed = new KernelModule("m", TinyModule.signed(plain, 410));
        assertArrayEquals(plain, signed.withoutSignature().bytes());
        assertArrayEquals(plain, new KernelModule("m", plain).withoutSignature().bytes());
    }

    @Test
    void aSignatureLongerThanTheModuleIsRefused() {
        byte[] signed = TinyModule.signed(new byte[8], 8);
        byte[] cut = Arrays.copyOfRange(signed, 16, signed.length);
        assertThrows(IOException.class, () -> new KernelModule("m", cut).withoutSignature());
    }

    @Test
    void aBrokenModuleIsAnErrorThatNamesIt() {
        byte[] whole = TinyModule.elf("depends=crc16");
        for (int length = 0; length < whole.length - 24; length += 7) {
            KernelModule cut = new KernelModule("ext4", Arrays.copyOf(whole, length));
            IOException problem = assertThrows(IOException.class, cut::dependencies, "cut to " + length);
            assertEquals("ext4", problem.getMessage().substring(0, 4));
        }
    }

    @Test
    void namesOfFilesAreNamesOfModules() {
        assertEquals("virtio_rng", KernelModule.nameOf("usr/lib/modules/6.12/kernel/drivers/virtio-rng.ko.xz"));
        assertEquals("ext4", KernelModule.nameOf("ext4"));
    }
}
