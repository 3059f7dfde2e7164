package dev.understudy.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} shows. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "understudy " + (version == null ? "development" : version) + " (Java " + Runtime.version() + ")"
        };
    }
}
