package dev.understudy.isa.translator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.isa.Assembler;
import dev.understudy.isa.Board;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HotSpot never compiles a method of 8,000 bytecodes, which then runs a hundred times slower. */
class RegionSizeTest {
    private static final int HUGE_METHOD_LIMIT = 8000;

    private static RegionCompiler.Compiled pageOf(String instruction) {
        Board board = new Board();
        int word = Assembler.word(instruction);
        RegionCompiler compiler = new RegionCompiler(board.hart, new RegionMemory(board.hart), () -> 0);
        return compiler.compile(offset -> (offset & 2) == 0 ? word & 0xffff : word >>> 16, List.of(0), Tier.WARM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"amoadd.w a0,a1,(a2)", "sd a0,8(a1)", "add a0,a1,a2", "beq a0,a1,.+8", "jalr ra,0(a0)"})
    void aPageFullOfWhatIsLongestIsCutBelowTheLimit(String instruction) {
        RegionCompiler.Compiled compiled = pageOf(instruction);
        assertTrue(compiled.bytecodes() < HUGE_METHOD_LIMIT, compiled.bytecodes() + " bytes");
        assertTrue(compiled.shape().size() >= 64, compiled.shape().size() + " instructions");
    }

    @Test
    void theSizeIsThatOfTheMethodThatIsDefined() {
        RegionShape shape = pageOf("add a0,a1,a2").shape();
        RegionWriter.Written written = RegionWriter.write(shape, Tier.WARM);
        assertTrue(MethodText.mayHaveSize(written.classFile(), written.bytecodes()), written.bytecodes() + " bytes");
    }
}
