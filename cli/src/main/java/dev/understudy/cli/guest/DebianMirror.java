package dev.understudy.cli.guest;

import dev.understudy.cli.CommandFailure;
import dev.understudy.cli.ExitCode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The mirror of Debian that this host's apt is set up with: where a guest's packages come from unless told otherwise. */
final class DebianMirror {
    /** Fields that apt does not know of a source come out as they stand here; it knows labels of lists it has fetched. */
    private static final String FORMAT = "$(CREATED_BY)|$(COMPONENT)|$(LABEL)|$(REPO_URI)";

    private static final String FETCHED = "Packages|main|Debian|";
    private static final String NOT_FETCHED = "Packages|main|$(LABEL)|";

    private DebianMirror() {}

    static String ofHost(HostTools tools) throws IOException {
        HostTools.Result targets = tools.run("apt-get", "indextargets", "--format", FORMAT);
        return of(targets.out())
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.HOST_LACKS,
                        "no mirror of Debian",
                        targets.out().isEmpty()
                                ? "this host's apt has no package sources"
                                : "none of this host's " + targets.out().size() + " package sources is Debian's main",
                        "give one with --mirror URL, whose folder dists holds the suite"));
    }

    /** The first of Debian itself; failing that, the first not yet fetched whose address ends as Debian's mirrors do. */
    static Optional<String> of(List<String> targets) {
        Optional<String> known = targets.stream()
                .filter(line -> line.startsWith(FETCHED))
                .map(line -> line.substring(FETCHED.length()))
                .findFirst();
        return known.or(() -> targets.stream()
                .filter(line -> line.startsWith(NOT_FETCHED))
                .map(line -> line.substring(NOT_FETCHED.length()))
                .filter(uri -> uri.matches(".*/debian/?"))
                .findFirst());
    }
}
