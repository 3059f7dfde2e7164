package dev.understudy.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} shows. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"understudy " + number() + " (Java " + Runtime.version() + ")"};
    }

    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
