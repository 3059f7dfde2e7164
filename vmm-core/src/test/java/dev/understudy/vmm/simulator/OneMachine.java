package dev.understudy.vmm.simulator;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.rehearsal.Replay;
import dev.understudy.vmm.replication.ClaimantId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that the world has seen was said by one machine: by that which lives through the surviving log, of each generation in
 * turn the part that its successor had acknowledged, of the last one all.
 */
final class OneMachine implements Checker {
    private static final String PROMISE = "one machine";

    private final Simulator sim;
    private final Map<Replica, List<LogEntry>> histories = new HashMap<>();
    private final Map<Long, byte[]> frames = new TreeMap<>();
    private final Map<Long, DiskRequest> writes = new TreeMap<>();

    OneMachine(Simulator sim) {
        this.sim = sim;
    }

    @Override
    public void copied(Replica owner, Replica backup) {
        histories.put(backup, new ArrayList<>(historyOf(owner)));
    }

    @Override
    public void accepted(Replica backup, long sequence, LogEntry entry) {
        historyOf(backup).add(entry);
    }

    @Override
    public void appended(Replica owner, long sequence, LogEntry entry) {
        historyOf(owner).add(entry);
    }

    private List<LogEntry> historyOf(Replica replica) {
        return histories.computeIfAbsent(replica, any -> new ArrayList<>());
    }

    @Override
    public void frameCame(ClaimantId from, long number, long expected, byte[] frame, boolean passes) {
        frames.putIfAbsent(number, frame);
    }

    @Override
    public void written(ClaimantId by, long generation, DiskRequest write, boolean again) {
        writes.putIfAbsent(write.id(), write);
    }

    @Override
    public void finished() {
        Replay life = Replay.of(sim.guest().machine(), historyOf(sim.owner()));
        StringBuilder console = new StringBuilder(sim.guest().consoleSaid());
        Map<Long, byte[]> said = new HashMap<>();
        Map<Long, DiskRequest> wrote = new HashMap<>();
        for (Output output : life.outputs()) {
            if (output instanceof Output.Frame frame) {
                said.put(frame.frameNumber(), frame.frame());
            } else if (output instanceof Output.Console text) {
                console.append(new String(text.data(), StandardCharsets.ISO_8859_1));
            } else if (output instanceof Output.Disk disk) {
                wrote.put(disk.request().id(), disk.request());
            }
        }
        frames.forEach((number, frame) ->
                check(Arrays.equals(frame, said.get(number)), "frame " + number + " is not its " + number + "th"));
        writes.forEach((id, write) -> check(isEqual(write, wrote.get(id)), "it did not issue " + write));
        check(console.toString().startsWith(sim.console()), "it did not say: " + sim.console());
    }

    private static boolean isEqual(DiskRequest write, DiskRequest wrote) {
        return wrote != null && wrote.offset() == write.offset() && Arrays.equals(wrote.data(), write.data());
    }

    private static void check(boolean kept, String broken) {
        if (!kept) {
            throw new Violation(PROMISE, "the machine that lives through the surviving log did not: " + broken);
        }
    }
}
