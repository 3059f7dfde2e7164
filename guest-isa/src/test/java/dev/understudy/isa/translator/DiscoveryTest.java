package dev.understudy.isa.translator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.isa.Assembler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which code becomes a region, and where it is entered. */
class DiscoveryTest {
    private static final int MOST = 64;
    /** As compilers turn a loop round: its head, at 8, is jumped to; what the branch at 12 goes back to, 4, is its middle. */
    private static final List<String> ROTATED =
            List.of("jal zero,.+8", "addi a1,a1,1", "addi a0,a0,-1", "bne a0,zero,.-8", "jalr zero,0(ra)");

    private static RegionShape shape(List<String> program, Integer... hot) {
        PageBytes page = offset -> {
            int word = offset / 4 < program.size() ? Assembler.word(program.get(offset / 4)) : 0;
            return (offset & 2) == 0 ? word & 0xffff : word >>> 16;
        };
        return Discovery.discover(page, List.of(hot), MOST);
    }

    @Test
    void aLoopIsEnteredWhereControlComesInAndNotInItsMiddle() {
        assertEquals(List.of(0, 8), shape(ROTATED, 0).entries());
        assertEquals(List.of(0, 8), shape(ROTATED, 4, 0).entries(), "hot as its middle may be");
    }

    @Test
    void ofALoopWhoseBeginningIsNotKnownWhatIsKnownIsTheHead() {
        assertEquals(List.of(4), shape(ROTATED, 4).entries());
    }

    @Test
    void noEntryIsMadeInTheMiddleOfALoopLater() {
        RegionShape shape = shape(ROTATED, 0);
        assertFalse(shape.mayEnter(4), "in the loop");
        assertFalse(shape.mayEnter(12), "in the loop, in the middle of a block");
        assertTrue(shape.mayEnter(16), "behind the loop");
        assertTrue(
                shape(List.of("addi a0,a0,1", "addi a0,a0,1", "jalr zero,0(ra)"), 0)
                        .mayEnter(4),
                "in a block");
    }

    @Test
    void aHotLoopComesFirstAndWhatDoesNotFitBesideItIsLeftOut() {
        List<String> program = new ArrayList<>(List.of("addi a0,a0,-1", "bne a0,zero,.-4", "jalr zero,0(ra)"));
        for (int i = 0; i < MOST; i++) {
            program.add("addi a1,a1,1");
        }
        program.add("jalr zero,0(ra)");
        RegionShape shape = shape(program, 0, 12);
        assertTrue(shape.executes(0) && shape.executes(4));
        assertFalse(shape.executes(12 + 4), "half of it would be left for the interpreter");
        assertTrue(shape(program, 12, 0).executes(12 + 4), "the hottest gets what room there is");
    }
}
