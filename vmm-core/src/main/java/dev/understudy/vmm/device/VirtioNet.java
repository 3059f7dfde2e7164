package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import java.util.Arrays;

/**
 * virtio network card (virtio 1.2, 5.1) with one receive and one transmit queue, a fixed address, the link always up and
 * no offloads. Each frame in a queue follows a header of 12 bytes, all zero but the number of buffers, 1.
 *
 * <p>A transmitted frame leaves at once and its chain is given back within the notification. Received frames wait outside
 * the machine until a buffer is here.
 */
public final class VirtioNet extends VirtioMmio {
    /** Bytes of the largest frame, both ways: Ethernet's 1514 and a VLAN tag. */
    public static final int MAX_FRAME_SIZE = 1518;

    /** Bytes of the smallest: the Ethernet header. */
    public static final int MIN_FRAME_SIZE = 14;

    private static final int RECEIVE = 0;
    private static final int TRANSMIT = 1;
    private static final int HEADER_SIZE = 12;
    private static final long MAC = 1L << 5;
    private static final long STATUS = 1L << 16;

    private final OutputPort output;
    private final byte[] buffer = new byte[HEADER_SIZE + MAX_FRAME_SIZE];
    private long droppedTransmits;
    private long droppedReceives;

    /** {@code mac}: six bytes. */
    public VirtioNet(GuestMemory memory, InterruptLine line, OutputPort output, byte[] mac) {
        super(memory, line, 1, MAC | STATUS, configuration(mac), 2, SplitQueue.MAX_SIZE);
        this.output = output;
    }

    private static byte[] configuration(byte[] mac) {
        if (mac.length != 6) {
            throw new IllegalArgumentException("an Ethernet address has 6 bytes, not " + mac.length);
        }
        return new ByteWriter(8).raw(mac).u16(1).toByteArray();
    }

    /** True if a receive buffer waits. Changes nothing, so a primary may ask when it likes. */
    public boolean canReceive() {
        return isLive() && queue(RECEIVE).waiting() > 0;
    }

    /**
     * The event FrameReceived is applied. Dropped and counted, with nothing used, when no buffer waits; dropped with its
     * buffer when that is too small, which the driver must not offer (5.1.6.3.1).
     *
     * @param frame {@link #MIN_FRAME_SIZE} to {@link #MAX_FRAME_SIZE} bytes
     */
    public void received(byte[] frame) {
        if (frame.length < MIN_FRAME_SIZE || frame.length > MAX_FRAME_SIZE) {
            throw new IllegalStateException("an inbound frame of " + frame.length + " bytes, the limits are "
                    + MIN_FRAME_SIZE + " and " + MAX_FRAME_SIZE);
        }
        if (!canReceive()) {
            droppedReceives++;
            return;
        }
        try {
            deliver(frame, queue(RECEIVE).take());
        } catch (RingViolation e) {
            droppedReceives++;
            fail(e);
        }
    }

    private void deliver(byte[] frame, DescriptorChain chain) {
        int size = HEADER_SIZE + frame.length;
        if (chain.writable.size() < size) {
            droppedReceives++;
            giveBack(RECEIVE, chain.head, 0);
            return;
        }
        Arrays.fill(buffer, 0, HEADER_SIZE, (byte) 0);
        buffer[10] = 1; // num_buffers
        System.arraycopy(frame, 0, buffer, HEADER_SIZE, frame.length);
        chain.writable.write(0, buffer, 0, size);
        giveBack(RECEIVE, chain.head, size);
    }

    /** Frames that the guest sent shorter or longer than allowed. */
    public long droppedTransmits() {
        return droppedTransmits;
    }

    /** Frames applied for which no fitting buffer was there. */
    public long droppedReceives() {
        return droppedReceives;
    }

    @Override
    boolean servesOnNotify(int queue) {
        return queue == TRANSMIT;
    }

    @Override
    void serve(int queue, DescriptorChain chain) throws RingViolation {
        long size = chain.readable.size() - HEADER_SIZE;
        if (size < 0) {
            throw new RingViolation("chain " + chain.head + " is shorter than the header of " + HEADER_SIZE + " bytes");
        }
        if (size < MIN_FRAME_SIZE || size > MAX_FRAME_SIZE) {
            droppedTransmits++;
        } else {
            byte[] frame = new byte[(int) size];
            chain.readable.read(HEADER_SIZE, frame, 0, frame.length);
            output.frame(frame);
        }
        giveBack(TRANSMIT, chain.head, 0);
    }

    @Override
    void forgetChains() {}

    @Override
    public void save(ByteWriter out) {
        super.save(out);
        out.u64(droppedTransmits).u64(droppedReceives);
    }

    @Override
    public void restore(ByteReader in) {
        super.restore(in);
        droppedTransmits = in.u64();
        droppedReceives = in.u64();
    }
}
