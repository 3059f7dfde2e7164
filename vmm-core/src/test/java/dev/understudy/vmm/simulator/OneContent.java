package dev.understudy.vmm.simulator;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.replication.ClaimantId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Over all generations an output number is seen with one content only, and none is left out (rule Numbered outputs). */
final class OneContent implements Checker {
    private static final String PROMISE = "one content";

    private final Simulator sim;
    private final Map<Long, byte[]> frames = new HashMap<>();
    private final Map<Long, DiskRequest> writes = new HashMap<>();
    private final Map<Integer, Long> newestWrite = new HashMap<>();
    private final StringBuilder console;

    OneContent(Simulator sim) {
        this.sim = sim;
        console = new StringBuilder(sim.guest().consoleSaid());
    }

    @Override
    public void lifeBegins() {
        frames.clear();
        writes.clear();
        newestWrite.clear();
        console.setLength(0);
    }

    @Override
    public void frameCame(ClaimantId from, long number, long expected, byte[] frame, boolean passes) {
        check(number <= expected, "frame " + number + " comes, " + expected + " never did");
        byte[] before = frames.putIfAbsent(number, frame);
        check(before == null || Arrays.equals(before, frame), "frame " + number + " is seen with two contents");
        check(before == null || !passes || sim.switchCrashes() > 0, "frame " + number + " is seen twice");
    }

    @Override
    public void consolePassed(ClaimantId from, long number, byte[] data) {
        String text = new String(data, java.nio.charset.StandardCharsets.ISO_8859_1);
        check(number <= console.length(), "console byte " + number + " comes, " + console.length() + " never did");
        int known = (int) Math.min(text.length(), console.length() - number);
        boolean equal = console.substring((int) number, (int) number + known).equals(text.substring(0, known));
        check(equal, "console byte " + number + " is seen with two contents");
        console.append(text.substring(known));
    }

    @Override
    public void written(ClaimantId by, long generation, DiskRequest write, boolean again) {
        DiskRequest before = writes.putIfAbsent(write.id(), write);
        boolean equal =
                before == null || (before.offset() == write.offset() && Arrays.equals(before.data(), write.data()));
        check(equal, "write " + write.id() + " is seen with two contents");
        long newest = newestWrite.merge((int) write.offset(), write.id(), Math::max);
        check(again || newest == write.id(), "write " + write.id() + " goes over write " + newest);
    }

    String console() {
        return console.toString();
    }

    private static void check(boolean kept, String broken) {
        if (!kept) {
            throw new Violation(PROMISE, broken);
        }
    }
}
