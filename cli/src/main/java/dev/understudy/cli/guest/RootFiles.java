package dev.understudy.cli.guest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;

/** What packages' scripts would do at an installation, as far as a guest needs it, and our own few files. */
final class RootFiles {
    private static final String OURS = "etc/understudy/";

    private final GuestTree tree;
    private final Staging staging;
    private final List<Service> services;

    RootFiles(GuestTree tree, Staging staging, List<Service> services) {
        this.tree = tree;
        this.staging = staging;
        this.services = services;
    }

    void add(String hostname) throws IOException {
        users();
        system(hostname);
        init();
        for (Service service : services) {
            own(OURS + service.packageName(), service.packageName() + ".start", 0755);
            for (String folder : service.folders()) {
                tree.add(folder, new Inode.Folder(0750, service.userNumber(), service.userNumber()));
            }
            configure(service);
        }
    }

    /** As the script of base-passwd, and {@code adduser} for each server. */
    private void users() throws IOException {
        StringBuilder passwords = new StringBuilder(master("passwd"));
        StringBuilder groups = new StringBuilder(master("group"));
        for (Service service : services) {
            if (!service.user().isEmpty()) {
                int number = service.userNumber();
                passwords.append("%1$s:*:%2$d:%2$d::/%3$s:/usr/sbin/nologin\n"
                        .formatted(service.user(), number, service.folders().get(0)));
                groups.append("%s:*:%d:\n".formatted(service.user(), number));
            }
        }
        text("etc/passwd", passwords.toString());
        text("etc/group", groups.toString());
    }

    private String master(String name) throws IOException {
        return Files.readString(tree.content("usr/share/base-passwd/" + name + ".master"), StandardCharsets.ISO_8859_1);
    }

    private void system(String hostname) throws IOException {
        text("etc/hostname", hostname + "\n");
        text("etc/hosts", "127.0.0.1 localhost\n127.0.1.1 " + hostname + "\n");
        text("etc/fstab", "/dev/vda / ext4 noatime 0 1\n");
        for (String shell : List.of("usr/bin/sh", "usr/sbin/init")) {
            tree.addIfAbsent(shell, new Inode.Link("/usr/bin/busybox"));
        }
    }

    /** The stock init of busybox, told by its table. */
    private void init() throws IOException {
        String respawned = services.stream()
                .map(service -> "::respawn:/" + OURS + service.packageName() + "\n")
                .collect(Collectors.joining());
        text("etc/inittab", """
                ::sysinit:/etc/understudy/boot
                %s::once:/etc/understudy/ready
                ttyS0::askfirst:-/bin/sh
                ::shutdown:/etc/understudy/shutdown
                """.formatted(respawned));
        text(OURS + "servers", services.stream().map(Service::line).collect(Collectors.joining()));
        for (String script : List.of("boot", "ready", "shutdown")) {
            own(OURS + script, script, 0755);
        }
    }

    private void configure(Service service) throws IOException {
        switch (service) {
            case REDIS -> own("etc/redis/understudy.conf", "redis-server.conf", 0644);
            case NGINX -> {
                tree.add("etc/nginx/sites-enabled/default", new Inode.Link("/etc/nginx/sites-available/default"));
                copy("usr/share/nginx/html/index.html", "var/www/html/index.nginx-debian.html");
            }
            case MEMCACHED -> {}
        }
    }

    private void text(String path, String content) throws IOException {
        tree.add(path, new Inode.RegularFile(0644, 0, 0, staging.text(content)));
    }

    private void own(String path, String resource, int mode) throws IOException {
        tree.add(path, new Inode.RegularFile(mode, 0, 0, staging.own(resource)));
    }

    private void copy(String from, String to) throws IOException {
        tree.add(to, new Inode.RegularFile(0644, 0, 0, tree.content(from)));
    }
}
