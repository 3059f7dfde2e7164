package dev.understudy.cli.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestsFolderTest {
    @TempDir
    Path root;

    private void guest(String name) throws IOException {
        Files.writeString(Files.createDirectories(root.resolve(name)).resolve(GuestManifest.FILE), "{}");
    }

    private List<String> entries() throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> !name.equals(".lock"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void dataAndCacheLieWhereTheDesktopSays() {
        String home = System.getProperty("user.home");
        assertEquals(Path.of(home, ".local/share/understudy/guests"), GuestsFolder.ofUser(Map.of()));
        assertEquals(Path.of(home, ".cache/understudy/apt"), GuestsFolder.cacheOfUser(Map.of("XDG_CACHE_HOME", "rel")));
        assertEquals(Path.of("/d/understudy/guests"), GuestsFolder.ofUser(Map.of("XDG_DATA_HOME", "/d")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "A", "-a", "a-", "a_b", ".lock"})
    void aNameThatIsNoHostNameIsRefused(String name) {
        assertThrows(CommandFailure.class, () -> new GuestsFolder(root).of(name));
    }

    @Test
    void onlyWholeGuestsAreListed() throws IOException {
        guest("web");
        guest("cache");
        guest(".building-db");
        Files.createDirectories(root.resolve("half"));
        assertEquals(List.of("cache", "web"), new GuestsFolder(root).names());
        assertEquals(List.of(), new GuestsFolder(root.resolve("nowhere")).names());
    }

    @Test
    void aBuildTakesItsNameOnlyWhenItIsFinished() throws IOException {
        GuestsFolder guests = new GuestsFolder(root);
        guest("web");
        try (BuildFolder build = BuildFolder.open(guests, "web")) {
            Files.writeString(build.path().resolve("new"), "");
            assertFalse(Files.exists(root.resolve("web/new")));
            build.finish();
        }
        assertTrue(Files.exists(root.resolve("web/new")));
        assertEquals(List.of("web"), entries());
    }

    @Test
    void aBuildThatFailsLeavesNothingAndTheOldGuestStays() throws IOException {
        guest("web");
        try (BuildFolder build = BuildFolder.open(new GuestsFolder(root), "web")) {
            Files.writeString(build.path().resolve("new"), "");
        }
        assertEquals(List.of("web"), entries());
        assertTrue(new GuestsFolder(root).has("web"));
    }

    @Test
    void whatAKilledBuildLeftIsRemovedByTheNextAndWhatItHadMovedAwayComesBack() throws IOException {
        guest(".building-db");
        guest(".replaced-old");
        guest("web");
        guest(".replaced-web");
        try (BuildFolder build = BuildFolder.open(new GuestsFolder(root), "new")) {
            assertEquals(List.of(".building-new", "old", "web"), entries());
            assertTrue(Files.isDirectory(build.path()));
        }
    }

    @Test
    void twoBuildsAtOnceAreOneTooMany() throws IOException {
        GuestsFolder guests = new GuestsFolder(root);
        try (BuildFolder build = BuildFolder.open(guests, "one")) {
            assertThrows(CommandFailure.class, () -> BuildFolder.open(guests, "two"));
            assertTrue(Files.isDirectory(build.path()));
        }
    }

    @Test
    void aBrokenManifestIsToldFromNone() throws IOException {
        guest("web");
        GuestsFolder guests = new GuestsFolder(root);
        assertEquals(
                "the guest web is broken",
                assertThrows(CommandFailure.class, () -> guests.manifest("web")).getMessage());
        assertEquals(
                "no guest db",
                assertThrows(CommandFailure.class, () -> guests.manifest("db")).getMessage());
    }
}
