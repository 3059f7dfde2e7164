package dev.understudy.cli.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DebianMirrorTest {
    private static final String LABEL_UNKNOWN = "Packages|main|$(LABEL)|";

    @Test
    void theHostsMirrorOfDebianIsTakenWhateverItsAddress() {
        assertEquals(
                Optional.of("https://inside/mirrors/d/"),
                DebianMirror.of(List.of(
                        "Packages|main|Other Tools|https://tools/debian/",
                        "Packages|main|Debian-Security|https://inside/mirrors/s/",
                        "Sources|main|Debian|https://inside/sources/",
                        "Packages|contrib|Debian|https://inside/contrib/",
                        "Packages|main|Debian|https://inside/mirrors/d/")));
    }

    @Test
    void withoutFetchedListsTheAddressDecides() {
        assertEquals(
                Optional.of("http://mirror/debian/"),
                DebianMirror.of(List.of(
                        LABEL_UNKNOWN + "http://mirror/debian-security/",
                        LABEL_UNKNOWN + "http://mirror/debian/",
                        LABEL_UNKNOWN + "http://other/debian/")));
    }

    @Test
    void aHostWithoutDebianHasNone() {
        assertEquals(Optional.empty(), DebianMirror.of(List.of("Packages|main|Ubuntu|http://mirror/ubuntu/")));
        assertEquals(Optional.empty(), DebianMirror.of(List.of()));
    }
}
