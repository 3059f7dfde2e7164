package dev.understudy.vmm.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understudy.fuzzing.Script;
import dev.understudy.vmm.bytes.ByteWriter;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A hostile guest at all registers of the board, with any width and any offset, and in all rings: nothing but a bus error
 * comes out, nothing outside RAM is touched (it would throw), and what happens is a function of the state alone.
 */
class BoardFuzzTest {
    private static final int MAX_OPERATIONS = 300;

    static Stream<Arguments> drivers() {
        return Script.seeds(
                HostileGuest.driver(0),
                HostileGuest.driver(1),
                HostileGuest.driver(2),
                HostileGuest.interrupted(),
                HostileGuest.liar());
    }

    /** The first byte says before which operation a second board is restored from the first. */
    @MethodSource("drivers")
    @FuzzTest
    void guestCannotBreakTheBoardAndItsSnapshotGoesOnAlike(byte[] script) {
        Script head = new Script(script);
        int snapshotAt = head.u8();
        HostileGuest guest = new HostileGuest(head.rest());
        for (int i = 0; i < snapshotAt && guest.hasMore(); i++) {
            guest.operate();
        }
        HostileGuest restored = guest.restoredFromSnapshot();
        for (int i = 0; i < MAX_OPERATIONS && guest.hasMore(); i++) {
            assertEquals(guest.operate(), restored.operate(), () -> "what the guest sees differs after a restore");
        }
        assertEquals(digest(guest), digest(restored), "the state differs after a restore");
    }

    private static String digest(HostileGuest guest) {
        ByteWriter out = new ByteWriter(4096);
        guest.save(out);
        return java.util.HexFormat.of().formatHex(out.toByteArray());
    }
}
