package dev.understudy.cli;

import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every long option has a variable: {@code --silence-limit} is {@code UNDERSTUDY_SILENCE_LIMIT}. The option wins. */
final class EnvironmentDefaults implements IDefaultValueProvider {
    private final Map<String, String> environment;

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        if (argument instanceof OptionSpec option && !option.usageHelp() && !option.versionHelp() && !option.hidden()) {
            String name = option.longestName();
            return name.startsWith("--") ? environment.get(variable(name)) : null;
        }
        return null;
    }

    static String variable(String option) {
        return "UNDERSTUDY_" + option.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
