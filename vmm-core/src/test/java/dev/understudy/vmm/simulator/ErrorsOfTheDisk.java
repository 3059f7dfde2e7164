package dev.understudy.vmm.simulator;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A guest is told of an error only if the disk had it (rule Lost ownership is no I/O error). */
final class ErrorsOfTheDisk implements Checker {
    private final Map<Long, Set<DiskStatus>> had = new HashMap<>();

    @Override
    public void lifeBegins() {
        had.clear();
    }

    @Override
    public void failed(DiskRequest request, DiskStatus status) {
        had.computeIfAbsent(request.id(), any -> new HashSet<>()).add(status);
    }

    @Override
    public void appended(Replica owner, long sequence, LogEntry entry) {
        if (entry.event() instanceof Event.DiskCompleted done && done.status() != DiskStatus.OK) {
            boolean known = had.getOrDefault(done.id(), Set.of()).contains(done.status());
            if (!known) {
                throw new Violation(
                        "disk errors",
                        owner + " is told that request " + done.id() + " failed, " + done.status()
                                + ", which the disk never said");
            }
        }
    }
}
