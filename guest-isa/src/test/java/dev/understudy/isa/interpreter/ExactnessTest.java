package dev.understudy.isa.interpreter;

import dev.understudy.isa.agreement.Life;
import dev.understudy.isa.agreement.RandomProgram;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random programs, most of which trap, jump anywhere and overwrite themselves: however a run is cut into slices, and
 * whatever is cached, the same instruction numbers give the same states.
 */
class ExactnessTest {
    static IntStream seeds() {
        return IntStream.range(1, 61);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void slicesAndCachesChangeNothing(int seed) {
        new Life(RandomProgram.CODE, seed).assertInterpretsAlike();
    }
}
