package dev.understudy.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.replication.Arbiter.Answer;
import dev.understudy.vmm.replication.ClaimantId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A VM's port, the world behind it and replicas before it. Frames are named by one letter, their last byte. */
abstract class PortInSimulatedTime {
    final World world = new World();
    VmPort port = new VmPort("web", world);
    long now;

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] frame(char name) {
        byte[] frame = new byte[60];
        Ethernet.header(frame, Ethernet.BROADCAST, 0x5254_0012_3456L, 0x88b5);
        frame[59] = (byte) name;
        return frame;
    }

    final class World implements VmPort.World {
        final List<Long> tickets = new ArrayList<>();
        final List<byte[]> frames = new ArrayList<>();
        final StringBuilder console = new StringBuilder();

        @Override
        public void ask(long ticket) {
            tickets.add(ticket);
        }

        @Override
        public void pass(byte[] frame, long nowNanos) {
            frames.add(frame);
        }

        @Override
        public void console(long number, byte[] data) {
            console.append(new String(data, StandardCharsets.US_ASCII));
        }

        void answer(long generation, ClaimantId owner) {
            answer(new Answer.State(generation, owner, null, false));
        }

        void answer(Answer answer) {
            if (!tickets.isEmpty()) {
                port.arbiterAnswered(tickets.get(tickets.size() - 1), answer, now);
            }
        }

        String passed() {
            StringBuilder names = new StringBuilder();
            for (byte[] frame : frames) {
                if (Ethernet.type(frame) != Ethernet.TYPE_RARP) {
                    names.append((char) frame[59]);
                }
            }
            return names.toString();
        }
    }

    final class Replica extends RecordedLink {
        final ClaimantId id;
        boolean startsLife;

        Replica(ClaimantId id) {
            this.id = id;
        }

        void attach(long generation, long nextFrame, long nextInputByte) {
            port.attach(this, new Message.Attach("web", id, generation, startsLife, nextFrame, nextInputByte), now);
        }

        Replica attached(long generation, long nextFrame, long nextInputByte) {
            attach(generation, nextFrame, nextInputByte);
            world.answer(generation, id);
            assertTrue(heard(Message.Attached.class));
            return this;
        }

        void frame(long number, char name) {
            port.frameOut(this, number, PortInSimulatedTime.frame(name), now);
        }

        boolean heard(Class<? extends Message> kind) {
            return count(kind) > 0;
        }

        Message last() {
            return received.get(received.size() - 1);
        }

        String inputs() {
            StringBuilder inputs = new StringBuilder();
            for (Message message : received) {
                if (message instanceof Message.FrameIn in) {
                    inputs.append(in.number()).append((char) in.frame()[59]).append(' ');
                }
            }
            return inputs.toString();
        }
    }
}
