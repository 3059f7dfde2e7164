package dev.understudy.vmm.role;

import dev.understudy.vmm.host.NetworkPort;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The world's side of one VM's cable: numbers inbound frames, delivers them again from the number that a new owner's state
 * wants, and takes each outbound number once. A frame number or console byte seen with two contents is a failure.
 */
final class FakeSwitch {
    private final Consumer<byte[]> world;
    private final TreeMap<Long, byte[]> inbound = new TreeMap<>();
    private final List<byte[]> framesSeen = new ArrayList<>();
    private final StringBuilder console = new StringBuilder();
    private Port attached;
    private long attachedGeneration;
    private long nextInbound;

    /** @param world hears each frame from the guest once */
    FakeSwitch(Consumer<byte[]> world) {
        this.world = world;
    }

    void send(byte[] frame) {
        inbound.put(nextInbound, frame);
        if (attached != null) {
            attached.toReplica(nextInbound, frame);
        }
        nextInbound++;
    }

    /** Inbound frames kept for a new owner. */
    int kept() {
        return inbound.size();
    }

    String console() {
        return console.toString();
    }

    long framesTaken() {
        return framesSeen.size();
    }

    Port connect(NetworkPort.Listener listener) {
        listener.reachable(true, "");
        return new Port(listener);
    }

    private void take(long number, byte[] frame) {
        if (number > framesSeen.size()) {
            throw new AssertionError("frame " + number + " came before " + framesSeen.size());
        }
        if (number == framesSeen.size()) {
            framesSeen.add(frame);
            world.accept(frame);
        } else if (!java.util.Arrays.equals(framesSeen.get((int) number), frame)) {
            throw new AssertionError("frame " + number + " was seen with two contents");
        }
    }

    private void takeConsole(long number, byte[] data) {
        String text = new String(data, StandardCharsets.ISO_8859_1);
        int known = (int) Math.min(text.length(), console.length() - number);
        if (known < 0 || !console.substring((int) number, (int) number + known).equals(text.substring(0, known))) {
            throw new AssertionError("console byte " + number + " was missed, or seen with two contents");
        }
        console.append(text.substring(known));
    }

    /** One replica's port; what it sends waits in its host's buffers until {@link #step}. */
    final class Port implements NetworkPort {
        private final Listener listener;
        private final ArrayDeque<Runnable> sent = new ArrayDeque<>();

        Port(Listener listener) {
            this.listener = listener;
        }

        private void toReplica(long number, byte[] frame) {
            listener.frame(number, frame);
        }

        @Override
        public void attach(long generation, long nextFrame, long nextInputByte) {
            sent.add(() -> {
                if (generation < attachedGeneration) {
                    listener.fenced("generation " + attachedGeneration + " is attached");
                    return;
                }
                attachedGeneration = generation;
                attached = this;
                listener.attached();
                inbound.tailMap(nextFrame).forEach(this::toReplica);
            });
        }

        @Override
        public void sendFrame(long number, byte[] frame) {
            sent.add(() -> {
                take(number, frame);
                confirm();
            });
        }

        @Override
        public void sendConsole(long number, byte[] data) {
            sent.add(() -> {
                takeConsole(number, data);
                confirm();
            });
        }

        private void confirm() {
            listener.passed(framesSeen.size(), console.length());
        }

        @Override
        public void taken(long nextFrame, long nextInputByte) {
            sent.add(() -> inbound.headMap(nextFrame).clear());
        }

        boolean holdsFrames() {
            return !sent.isEmpty();
        }

        void step() {
            Runnable next = sent.poll();
            if (next != null) {
                next.run();
            }
        }

        @Override
        public void close() {
            sent.clear();
        }
    }
}
