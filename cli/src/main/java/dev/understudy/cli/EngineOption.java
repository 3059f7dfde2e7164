package dev.understudy.cli;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.interpreter.Interpreter;
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

    private volatile CountedTranslator translator;

    /** The engines, by their names on the command line. */
    enum Engine {
        interpreter,
        translator
    }

    /** Makes the engine of a hart; {@link #counters} are the newest one's. */
    Function<Hart, ExecutionEngine> maker() {
        return switch (engine) {
            case interpreter -> Interpreter::new;
            case translator -> this::translator;
        };
    }

    private ExecutionEngine translator(Hart hart) {
        translator = new CountedTranslator(hart);
        return translator;
    }

    /** What the engine did so far. Any thread. */
    EngineCounters counters() {
        CountedTranslator made = translator;
        return new EngineCounters(engine.name(), made == null ? null : made.counters());
    }

    /** The same, for another process. */
    String argument() {
        return "--engine=" + engine;
    }
}
