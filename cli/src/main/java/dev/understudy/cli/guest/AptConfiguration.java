package dev.understudy.cli.guest;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What apt is told beside the host's own settings, such as its proxy. */
final class AptConfiguration {
    /** Programs that packages need to be configured, which does not happen here, and whose own needs are large. */
    private static final List<String> NOT_NEEDED = List.of(
            "adduser",
            "debconf",
            "init-system-helpers",
            "initramfs-tools",
            "iproute2",
            "kmod",
            "linux-base",
            "lsb-base",
            "perl",
            "sysvinit-utils",
            "ucf");

    /** Virtual packages of the same kind. */
    private static final List<String> NOT_NEEDED_VIRTUAL = List.of("awk", "debconf-2.0", "linux-initramfs-tool");

    /**
     * What apt takes for installed: one package that stands for those. Scripts of maintainers are not run, since they would
     * need root and a RISC-V; what of them matters the build does itself.
     */
    static final String STATUS = """
            Package: understudy-guest
            Status: install ok installed
            Architecture: all
            Multi-Arch: foreign
            Version: 1
            Maintainer: Understudy
            Description: stands for what only the scripts of maintainers need
            Provides: %s, %s

            """.formatted(
                    NOT_NEEDED.stream().map(name -> name + " (= 9999)").collect(Collectors.joining(", ")),
                    String.join(", ", NOT_NEEDED_VIRTUAL));

    private AptConfiguration() {}

    /**
     * Read behind the host's settings (apt.conf(5), option {@code -c}), of which those that act on the host are cleared.
     *
     * @param folder of lists, archives and state
     */
    static String of(Path folder) {
        return """
                #clear APT::Architectures;
                #clear APT::Update;
                #clear DPkg;
                #clear Acquire::Languages;
                APT::Architecture "riscv64";
                APT::Architectures { "riscv64"; };
                APT::Default-Release "";
                APT::Install-Recommends "false";
                APT::Install-Suggests "false";
                APT::Update::Error-Mode "any";
                // Lists and archives belong to who builds: apt's own user could not write there.
                APT::Sandbox::User "root";
                APT::Keep-Downloaded-Packages "true";
                Acquire::Languages { "none"; };
                Acquire::Retries "2";
                Dir::State "%1$s/";
                Dir::State::lists "%1$s/lists/";
                Dir::State::status "%1$s/status";
                Dir::Cache "%1$s/";
                Dir::Cache::archives "%1$s/archives/";
                Dir::Etc::sourcelist "%1$s/guest.sources";
                Dir::Etc::sourceparts "/dev/null";
                Dir::Etc::preferences "/dev/null";
                Dir::Etc::preferencesparts "/dev/null";
                Dir::Etc::trusted "/dev/null";
                Dir::Etc::trustedparts "/dev/null";
                """.formatted(folder.toAbsolutePath());
    }
}
