package dev.understudy.cli;

import dev.understudy.vmm.rehearsal.Frames;
import dev.understudy.vmm.rehearsal.Input;
import dev.understudy.vmm.rehearsal.Rehearsal;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

// README shows this class, for users of the test kit.
class MyGuestTest {
    @Test
    void myGuestCanBeProtected() {
        Rehearsal.of(Path.of("../guests/counter/counter.elf"))
                .at(170_000, Input.frame(Frames.increment(1, 1)))
                .at(500_000, Input.keys("i"))
                .until(1_000_000)
                .assertAlike();
    }
}
