package dev.understudy.vmm.vcpu;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understudy.isa.translator.Translator;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The translator makes of {@link AnyProgram} what the interpreter makes of it. Some ten programs a second: each is translated. */
class TranslatedCodeFuzzTest {
    static Stream<Arguments> programs() {
        return AnyProgram.seeds();
    }

    @MethodSource("programs")
    @FuzzTest
    void whatWasInterpretedIsTheSameTranslated(byte[] bytes) {
        AnyProgram.assertItsLogGivesTheSameMachineAgain(bytes, Translator::eager);
    }
}
