package dev.understudy.net.cable;

/** A way for frames out of the switch and back. All but {@link #close} only on the switch's event loop. */
public interface Cable extends AutoCloseable {
    /** Sends a frame, or drops and counts it: nobody waits for a cable. The bytes must not change any more. */
    void send(byte[] frame);

    /** The other end is there. */
    boolean isUp();

    /** Frames, either way, that the cable had no room for or no other end. */
    long dropped();

    /** Any thread. */
    @Override
    void close();
}
