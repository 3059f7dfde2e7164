package dev.understudy.cli;

import dev.understudy.net.ForwardSpec;
import dev.understudy.net.PasstEndpoint;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The TCP forwards of a switch: one {@link PasstProcess} a guest. They may outlive the switch, whose successor takes them
 * over: then its crash breaks no connection. None at all if no TCP forward is asked for.
 */
final class TcpForwards implements AutoCloseable {
    private static final String HINT = "install Debian's package passt, or forward UDP only";

    private final List<ForwardSpec> settled = new ArrayList<>();
    private final List<PasstProcess> processes = new ArrayList<>();
    private final Thread hook = new Thread(this::endAll, "end-passt");

    /**
     * Starts them.
     *
     * @param forwards of either transport; a TCP port 0 becomes one that is free
     * @param failureCode for {@link CommandFailure} if that cannot be
     * @param say hears when one was started again
     */
    TcpForwards(List<ForwardSpec> forwards, int failureCode, Consumer<String> say) {
        Map<Integer, List<ForwardSpec>> byGuest = new LinkedHashMap<>();
        try {
            for (ForwardSpec forward : forwards) {
                settled.add(settle(forward));
                if (forward.isTcp()) {
                    byGuest.computeIfAbsent(forward.guestAddress(), guest -> new ArrayList<>())
                            .add(settled.get(settled.size() - 1));
                }
            }
            if (!byGuest.isEmpty() && !isInstalled()) {
                throw new CommandFailure(failureCode, "cannot forward TCP", "there is no passt on the PATH", HINT);
            }
            Runtime.getRuntime().addShutdownHook(hook);
            for (List<ForwardSpec> ofGuest : byGuest.values()) {
                processes.add(new PasstProcess(ofGuest, say));
            }
        } catch (IOException e) {
            close();
            throw new CommandFailure(
                    failureCode, "cannot forward TCP", e, "give free host ports of 1024 or more with --forward");
        }
    }

    /** A port that is free now; passt, unlike the kernel, cannot choose one. */
    private static ForwardSpec settle(ForwardSpec forward) throws IOException {
        if (!forward.isTcp() || forward.hostPort() != 0) {
            return forward;
        }
        try (ServerSocket free = new ServerSocket(0, 1, forward.hostAddress())) {
            return forward.withHostPort(free.getLocalPort());
        }
    }

    private static boolean isInstalled() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(folder, "passt"))) {
                return true;
            }
        }
        return false;
    }

    /** All forwards, in their order; those of TCP with the host ports that they have. */
    List<ForwardSpec> forwards() {
        return List.copyOf(settled);
    }

    List<PasstEndpoint> passts() {
        return processes.stream().map(PasstProcess::endpoint).toList();
    }

    List<PasstProcess> processes() {
        return List.copyOf(processes);
    }

    @Override
    public void close() {
        endAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // this process is ending already
        }
    }

    private void endAll() {
        processes.forEach(PasstProcess::close);
    }
}
