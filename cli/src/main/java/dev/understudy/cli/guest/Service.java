package dev.understudy.cli.guest;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Servers that a guest starts by itself when their package is in it. */
enum Service {
    /** Its append-only file is on the root disk, written through before each answer. */
    REDIS("redis-server", 6379, "redis-server", "redis", List.of("var/lib/redis", "var/log/redis")),
    NGINX("nginx", 80, "nginx", "", List.of()),
    MEMCACHED("memcached", 11211, "memcached", "", List.of());

    private final String packageName;
    private final int port;
    private final String program;
    private final String user;
    private final List<String> folders;

    /**
     * @param port TCP
     * @param program the name of its process
     * @param user whom its package's script would make, "" for none
     * @param folders those that the user owns
     */
    Service(String packageName, int port, String program, String user, List<String> folders) {
        this.packageName = packageName;
        this.port = port;
        this.program = program;
        this.user = user;
        this.folders = folders;
    }

    static Optional<Service> of(String packageName) {
        return Stream.of(values())
                .filter(service -> service.packageName.equals(packageName))
                .findFirst();
    }

    String packageName() {
        return packageName;
    }

    int port() {
        return port;
    }

    String user() {
        return user;
    }

    /** Of the user and of its group: the first that Debian leaves to servers (policy 9.2.2; 100 is the group "users"). */
    int userNumber() {
        return 101 + ordinal();
    }

    List<String> folders() {
        return folders;
    }

    /** A line for the scripts: name, port, the port as {@code /proc/net/tcp} has it, process. */
    String line() {
        return String.format(Locale.ROOT, "%s %d %04X %s\n", packageName, port, port, program);
    }
}
