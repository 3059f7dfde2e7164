package dev.understudy.cli;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.interpreter.Interpreter;
import dev.understudy.isa.translator.Translator;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** {@code --engine}: what executes a machine's instructions. Any engine goes with any other's log. */
final class EngineOption {
    @Option(
            names = "--engine",
            defaultValue = "interpreter",
            paramLabel = "ENGINE",
            description = "What executes instructions: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). The guest"
                    + " cannot tell. The translator interprets, and makes what is worth it into JVM bytecode, which takes"
                    + " time to warm up.")
    private Engine engine;

    /** The engines, by their names on the command line. */
    enum Engine {
        interpreter(Interpreter::new),
        translator(Translator::new);

        private final Function<Hart, ExecutionEngine> maker;

        Engine(Function<Hart, ExecutionEngine> maker) {
            this.maker = maker;
        }
    }

    /** Makes the engine of a hart. */
    Function<Hart, ExecutionEngine> maker() {
        return engine.maker;
    }

    /** The same, for another process. */
    String argument() {
        return "--engine=" + engine;
    }
}
