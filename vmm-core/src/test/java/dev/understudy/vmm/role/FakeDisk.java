package dev.understudy.vmm.role;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.BlockStore;
import dev.understudy.vmm.log.DiskStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** One disk that several replicas have connections to: answers in any order, lets the owner's generation only. */
final class FakeDisk {
    private static final long INSTANCE = 7;

    private final byte[] bytes;
    private final Random random;
    private final List<Connection> connections = new ArrayList<>();
    private long owned = 1;

    FakeDisk(int size, Random random) {
        bytes = new byte[size];
        this.random = random;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Rule Fence: requests of older generations in progress are waited out, others refused. */
    void fence(long generation) {
        owned = generation;
        for (Connection connection : List.copyOf(connections)) {
            if (connection.generation < generation && !connection.standsBy) {
                connection.die();
            }
        }
    }

    void step() {
        for (Connection connection : List.copyOf(connections)) {
            connection.step();
        }
    }

    Connection connect(BlockStore.Listener listener) {
        Connection connection = new Connection(listener);
        connections.add(connection);
        return connection;
    }

    final class Connection implements BlockStore {
        private final Listener listener;
        private final List<DiskRequest> queue = new ArrayList<>();
        private long generation = Long.MAX_VALUE;
        private boolean standsBy;
        private long newestAnswer = -1;

        Connection(Listener listener) {
            this.listener = listener;
        }

        @Override
        public long capacity() {
            return bytes.length;
        }

        @Override
        public void submit(DiskRequest request) {
            queue.add(request);
        }

        @Override
        public void own(long newGeneration, long instance) {
            generation = newGeneration;
            standsBy = false;
            listener.reachable(true, INSTANCE);
        }

        @Override
        public void standBy(Runnable stoodBy) {
            standsBy = true;
            stoodBy.run();
        }

        long newestAnswer() {
            return newestAnswer;
        }

        boolean isWriting() {
            return queue.stream().anyMatch(request -> request.kind() == DiskRequest.Kind.WRITE);
        }

        /** The replica is gone: what it asked for may or may not be carried out; it hears nothing. */
        void die() {
            connections.remove(this);
            for (DiskRequest request : queue) {
                if (random.nextBoolean()) {
                    carryOut(request);
                }
            }
            queue.clear();
        }

        private void step() {
            if (queue.isEmpty() || standsBy || random.nextInt(3) != 0) {
                return;
            }
            DiskRequest request = queue.remove(random.nextInt(queue.size()));
            if (generation < owned) {
                listener.ownershipLost("generation " + generation + " is over");
                return;
            }
            newestAnswer = request.id();
            listener.completed(request, DiskStatus.OK, carryOut(request));
        }

        @Override
        public void close() {
            connections.remove(this);
        }
    }

    private byte[] carryOut(DiskRequest request) {
        int from = (int) request.offset();
        switch (request.kind()) {
            case READ -> {
                return Arrays.copyOfRange(bytes, from, from + request.length());
            }
            case WRITE -> System.arraycopy(request.data(), 0, bytes, from, request.length());
            case DISCARD, WRITE_ZEROES -> Arrays.fill(bytes, from, from + request.length(), (byte) 0);
            case FLUSH -> {}
        }
        return new byte[0];
    }
}
