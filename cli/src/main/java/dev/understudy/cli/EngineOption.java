package dev.understudy.cli;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.interpreter.Interpreter;
import dev.understudy.isa.translator.TranslatorStatistics;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** {@code --engine}: what executes a machine's instructions. Any engine goes with any other's log. */
final class EngineOption {
    @Option(
            names = "--engine",
            defaultValue = "auto",
            paramLabel = "ENGINE",
            description = "What executes instructions: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). The guest"
                    + " cannot tell. The translator interprets, and makes what is worth it into JVM bytecode; auto is the"
                    + " translator. The interpreter takes less memory, and no time of a second core for compiling.")
    private Engine engine;

    private volatile CountedTranslator translator;

    /** The engines, by their names on the command line. */
    enum Engine {
        interpreter,
        translator,
        auto
    }

    /** Makes the engine of a hart; {@link #counters} are the newest one's. */
    Function<Hart, ExecutionEngine> maker() {
        return switch (engine) {
            case interpreter -> Interpreter::new;
            case translator, auto -> this::translator;
        };
    }

    private ExecutionEngine translator(Hart hart) {
        if (translator == null) {
            CompilerDirectives.addInBackground();
        }
        translator = new CountedTranslator(hart);
        return translator;
    }

    /** What the engine did until a moment ago. Any thread. */
    EngineCounters counters() {
        return counters(CountedTranslator::counters);
    }

    /** All that the engine did: once the vCPU's thread is done with it. */
    EngineCounters lastCounters() {
        return counters(CountedTranslator::lastCounters);
    }

    private EngineCounters counters(Function<CountedTranslator, TranslatorStatistics> which) {
        CountedTranslator made = translator;
        return new EngineCounters(executing().name(), made == null ? null : which.apply(made));
    }

    private Engine executing() {
        return engine == Engine.auto ? Engine.translator : engine;
    }

    /** The same, for another process. */
    String argument() {
        return "--engine=" + engine;
    }
}
