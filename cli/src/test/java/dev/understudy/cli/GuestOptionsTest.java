package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** A guest by its name: here one whose kernel is a small program, in the layout of a built one. */
class GuestOptionsTest {
    private static final String MANIFEST = """
            {"schema": 1, "system": "test", "kernelRelease": "1", "commandLine": "console=ttyS0", "memoryBytes": 33554432,
             "files": {"firmware": {"bytes": 1, "sha256": ""}, "kernel": {"bytes": 1, "sha256": ""},
                       "initrd": {"bytes": 1, "sha256": ""}, "disk": {"bytes": 1, "sha256": ""}},
             "services": [], "packages": []}
            """;

    @TempDir
    Path folder;

    private Commands commands;
    private final byte[] root = new byte[300 << 10];

    @BeforeEach
    void makeGuest() throws IOException {
        commands = new Commands(folder);
        Path guest = Files.createDirectories(folder.resolve("guests/tiny"));
        Files.writeString(guest.resolve("guest.json"), MANIFEST);
        Files.copy(Path.of(Commands.guest("hello")), guest.resolve("kernel"));
        Files.write(guest.resolve("fw_jump.bin"), new byte[] {1});
        Files.write(guest.resolve("initrd"), new byte[] {2});
        Arrays.fill(root, 256 << 10, root.length, (byte) 7);
        Files.write(guest.resolve("disk.img"), root);
    }

    private static GuestOptions parse(String... arguments) {
        return parse(new GuestOptions(), arguments);
    }

    private static <T> T parse(T options, String... arguments) {
        CommandSpec command = CommandSpec.create().addMixin("options", CommandSpec.forAnnotatedObject(options));
        new CommandLine(command).parseArgs(arguments);
        return options;
    }

    private String guests() {
        return "--guests=" + folder.resolve("guests");
    }

    @Test
    void aNameStandsForAllItsPartsAndWhatIsGivenBesideItWins() {
        Path guest = folder.resolve("guests/tiny");
        List<String> all = parse("--guest=tiny", guests()).arguments();
        assertTrue(all.contains("--kernel=" + guest.resolve("kernel")), all.toString());
        assertTrue(all.contains("--firmware=" + guest.resolve("fw_jump.bin")), all.toString());
        assertTrue(all.contains("--initrd=" + guest.resolve("initrd")), all.toString());
        assertTrue(all.contains("--append=console=ttyS0"), all.toString());
        assertTrue(all.contains("--memory=33554432"), all.toString());
        List<String> changed = parse("--guest=tiny", guests(), "--append=quiet", "--memory=64M", "--initrd=/x")
                .arguments();
        assertTrue(changed.contains("--append=console=ttyS0 quiet"), changed.toString());
        assertTrue(changed.contains("--memory=67108864"), changed.toString());
        assertTrue(changed.contains("--initrd=/x"), changed.toString());
    }

    /** {@code pair} gives its processes the parts, and the name may stand in the environment. */
    @Test
    void theArgumentsForAnotherProcessDoNotNameTheGuest() {
        List<String> first = parse("--guest=tiny", guests(), "--append=quiet").arguments();
        String[] environmentThenGiven =
                Stream.concat(first.stream(), Stream.of(guests())).toArray(String[]::new);
        assertEquals(first, parse(environmentThenGiven).arguments());
    }

    @Test
    void whoStartsWithoutAGuestOrWithTwoIsToldSo() throws Exception {
        for (List<String> arguments : List.of(
                List.of("run"), List.of("run", "--guest=tiny", guests(), "--kernel=" + Commands.guest("hello")))) {
            Commands.Result result = commands.run(arguments.toArray(String[]::new));
            assertEquals(ExitCode.USAGE, result.exitCode());
            assertTrue(result.err().contains("give --kernel FILE, or --guest NAME"), result.err());
        }
        Commands.Result unknown = commands.run("run", "--guest=other", guests());
        assertEquals(ExitCode.OWN_FAILURE, unknown.exitCode());
        assertTrue(unknown.err().startsWith("understudy: no guest other\n"), unknown.err());
        Commands.Result homeless = commands.run("pair", "shop", "--guest=tiny", guests());
        Commands.Result resized = commands.run("run", "--guest=tiny", guests(), "--disk=x.img", "--disk-size=1M");
        assertEquals(ExitCode.USAGE, resized.exitCode(), resized.err());
        assertTrue(resized.err().contains("leave --disk-size away"), resized.err());
        assertEquals(ExitCode.USAGE, homeless.exitCode(), homeless.err());
        assertTrue(homeless.err().contains("--disk shop.img"), homeless.err());
    }

    @Test
    void aNewDiskIsACopyOfTheRootDiskAndAnOldOneIsLeftAsItIs() throws Exception {
        Path disk = folder.resolve("web.img");
        DiskFileOptions options = parse(new DiskFileOptions(), "--disk=" + disk);
        Path rootDisk = folder.resolve("guests/tiny/disk.img");
        assertEquals(root.length, options.prepare(rootDisk, ExitCode.FAILED));
        assertArrayEquals(root, Files.readAllBytes(disk));
        Files.write(disk, new byte[512]);
        assertEquals(512, options.prepare(rootDisk, ExitCode.FAILED));
        try (Stream<Path> left = Files.list(folder)) {
            assertFalse(left.anyMatch(file -> file.toString().endsWith(".copying")));
        }
    }
}
