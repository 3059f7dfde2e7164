package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * virtio entropy device (virtio 1.2, 5.4). Random bytes come from outside, so a request waits until its completion is a
 * log event. Request ids count since the life began, over device resets too.
 */
public final class VirtioEntropy extends VirtioMmio {
    /** Bytes that one request gets at most; the rest of a larger buffer is left as it was, which virtio allows. */
    public static final int MAX_LENGTH = 4096;

    private static final int QUEUE_SIZE = 64;
    /** Two queues full: those of the driver, and those of the one before its reset. */
    private static final int MAX_PENDING = 2 * QUEUE_SIZE;

    private static final int FORGOTTEN = -1;

    private final OutputPort output;
    private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
    private long nextId;

    /** An unanswered request for {@code length} bytes. */
    public record Request(long id, int length) {}

    /** {@code head} is {@link #FORGOTTEN} once the driver has reset the device. */
    private record Waiting(int head, int length, BufferList target) {}

    public VirtioEntropy(GuestMemory memory, InterruptLine line, OutputPort output) {
        super(memory, line, 4, 0, new byte[0], 1, QUEUE_SIZE);
        this.output = output;
    }

    /** The event EntropyCompleted is applied: {@code data} has exactly the length that was asked for. */
    public void completed(long id, byte[] data) {
        Waiting request = waiting.get(id);
        if (request == null || data.length != request.length) {
            throw new IllegalStateException("entropy request " + id + " is answered with " + data.length + " bytes, "
                    + (request == null ? "but there is none" : "not " + request.length));
        }
        waiting.remove(id);
        if (request.head != FORGOTTEN) {
            request.target.write(0, data, 0, data.length);
            giveBack(0, request.head, data.length);
        }
    }

    /** Requests not answered, in issue order: what a new owner issues again. */
    public Collection<Request> pending() {
        List<Request> requests = new ArrayList<>(waiting.size());
        waiting.forEach((id, request) -> requests.add(new Request(id, request.length)));
        return requests;
    }

    @Override
    boolean servesOnNotify(int queue) {
        return true;
    }

    @Override
    void serve(int queue, DescriptorChain chain) throws RingViolation {
        if (chain.writable.isEmpty()) {
            throw new RingViolation("chain " + chain.head + " has no room for random bytes");
        }
        if (waiting.size() == MAX_PENDING) {
            throw new RingViolation("more than " + MAX_PENDING + " entropy requests are pending");
        }
        int length = (int) Math.min(MAX_LENGTH, chain.writable.size());
        long id = nextId++;
        waiting.put(id, new Waiting(chain.head, length, chain.writable.copy()));
        output.entropy(id, length);
    }

    @Override
    void forgetChains() {
        waiting.replaceAll((id, request) -> new Waiting(FORGOTTEN, request.length, new BufferList(memory)));
    }

    @Override
    public void save(ByteWriter out) {
        super.save(out);
        out.u64(nextId).varint(waiting.size());
        waiting.forEach((id, request) -> {
            out.u64(id).u16(request.length).flag(request.head != FORGOTTEN);
            if (request.head != FORGOTTEN) {
                out.u16(request.head);
                request.target.save(out);
            }
        });
    }

    @Override
    public void restore(ByteReader in) {
        super.restore(in);
        nextId = in.u64();
        waiting.clear();
        for (int rest = in.count(MAX_PENDING, "pending entropy requests"); rest > 0; rest--) {
            long id = in.u64();
            int length = in.u16();
            boolean known = in.flag();
            int head = known ? in.u16() : FORGOTTEN;
            BufferList target = known ? BufferList.restore(in, memory) : new BufferList(memory);
            if (id < 0
                    || id >= nextId
                    || length > MAX_LENGTH
                    || (known && (target.size() < length || !queue(0).isReady()))) {
                throw new MalformedBytes("entropy request " + id + " of " + length + " bytes does not fit");
            }
            waiting.put(id, new Waiting(head, length, target));
        }
    }
}
