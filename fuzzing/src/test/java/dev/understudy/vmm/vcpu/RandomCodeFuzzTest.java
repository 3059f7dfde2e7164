package dev.understudy.vmm.vcpu;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understudy.isa.interpreter.Interpreter;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The machine runs {@link AnyProgram} without an exception of its own, and replays it. */
class RandomCodeFuzzTest {
    static Stream<Arguments> programs() {
        return AnyProgram.seeds();
    }

    @MethodSource("programs")
    @FuzzTest
    void anyProgramRunsAndItsLogGivesTheSameMachineAgain(byte[] bytes) {
        AnyProgram.assertItsLogGivesTheSameMachineAgain(bytes, Interpreter::new);
    }
}
