package dev.understudy.vmm.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.machine.Output;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandOffTest {
    private final List<Runnable> loop = new ArrayList<>();
    private final HandOff handOff = new HandOff(loop::add, () -> 0, () -> {});

    private int fill(int frameBytes) {
        int made = 0;
        while (!handOff.isFull()) {
            handOff.output(new Output.Frame(made, made, new byte[frameBytes]), made);
            made++;
        }
        return made;
    }

    @Test
    void atItsBoundItSaysSoAndStillTakesWhatTheInstructionMakes() {
        assertEquals(513, fill(60));
        handOff.output(new Output.Frame(513, 513, new byte[60]), 513);
        for (int number = 0; number <= 513; number++) {
            assertEquals(number, ((HandOff.Item.Made) handOff.peek()).output().number());
            handOff.take();
        }
        assertNull(handOff.peek());
        assertFalse(handOff.isFull());
    }

    @Test
    void itsBytesAreBoundedToo() {
        int most = 9 << 20;
        int made = fill(1 << 20);
        assertTrue(made * (1 << 20) <= most, made + " MiB");
        handOff.take();
        handOff.take();
        assertFalse(handOff.isFull());
    }

    @Test
    void oneTakenInputWakesNobodyManyDo() {
        handOff.inputsTaken(1, 0, 1);
        assertEquals(0, loop.size());
        assertEquals(1, ((HandOff.Item.Taken) handOff.peek()).nextFrame());
        for (int number = 2; number <= 65; number++) {
            handOff.inputsTaken(number, 0, number);
        }
        assertEquals(1, loop.size());
    }

    @Test
    void oneTaskOfTheLoopServesManyItems() {
        fill(60);
        assertEquals(1, loop.size());
    }
}
