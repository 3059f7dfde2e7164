package dev.understudy.cli;

import dev.understudy.vmm.replication.ExitReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Why a replica ended, left beside its status socket: an exit code alone cannot tell the guest's verdict from our own. */
record ReplicaEnd(ExitReason reason, int exitCode, String message) {
    static Path fileOf(Path statusSocket) {
        return statusSocket.resolveSibling(statusSocket.getFileName() + ".end");
    }

    boolean isGuests() {
        return reason == ExitReason.GUEST_ENDED;
    }

    void write(Path statusSocket) throws IOException {
        NodeStatus end = new NodeStatus("ended")
                .put("reason", reason.name())
                .put("exitCode", exitCode)
                .put("message", message);
        Files.writeString(fileOf(statusSocket), end.json());
    }

    /** Null if the replica left none: it was killed, or crashed. */
    static ReplicaEnd read(Path statusSocket) throws IOException {
        Path file = fileOf(statusSocket);
        if (!Files.exists(file)) {
            return null;
        }
        NodeStatus end = NodeStatus.parse(Files.readString(file));
        return new ReplicaEnd(
                ExitReason.valueOf(end.text("reason")), (int) end.number("exitCode"), end.text("message"));
    }
}
