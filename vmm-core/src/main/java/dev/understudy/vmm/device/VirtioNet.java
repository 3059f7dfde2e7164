package dev.understudy.vmm.device;

/** virtio network card. */
public final class VirtioNet extends VirtioMmio {

    /** Bytes of the largest frame, both ways: Ethernet's 1514 and a VLAN tag. */
    public static final int MAX_FRAME_SIZE = 1518;

    /** {@code mac}: six bytes. */
    public VirtioNet(GuestMemory memory, InterruptLine line, OutputPort output, byte[] mac) {}

    /** True if a receive buffer waits. Changes nothing, so a primary may ask when it likes. */
    public boolean canReceive() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The event FrameReceived is applied; without room the frame is dropped and counted. */
    public void received(byte[] frame) {
        throw new UnsupportedOperationException("not built yet");
    }
}
