package dev.understudy.vmm.host;

/**
 * The replica's end of the cable to the virtual switch: frames and console bytes, numbered both ways. Nothing passes before
 * an attach is answered. Methods do not block; one thread calls them.
 */
public interface NetworkPort extends AutoCloseable {
    /** Hears what the switch sends, on any thread; must not block. */
    interface Listener {
        /** The attach was granted: outputs may be sent; inputs come from the numbers that were asked for. */
        void attached();

        /** An inbound frame. Numbers grow; a gap means dropped. */
        void frame(long number, byte[] frame);

        /** Console input; {@code number} is that of its first byte. */
        void consoleInput(long number, byte[] data);

        /**
         * The switch has taken all frames and console bytes below these numbers, from this replica or another: only now
         * are they safe from the death of this process, so only now may the backup be told that they were released.
         */
        default void passed(long nextFrame, long nextConsoleByte) {}

        /** A higher generation attached, or the arbiter named another owner: the node must stop. */
        void fenced(String reason);

        /** The switch can, or cannot, be reached now; the port connects and attaches again by itself. */
        void reachable(boolean reachable, String reason);
    }

    /**
     * Asks to be the VM's port.
     *
     * @param generation the generation that this replica owns
     * @param nextFrame number of the next inbound frame that the machine's state wants
     * @param nextInputByte number of the next console byte that the machine's state wants
     */
    void attach(long generation, long nextFrame, long nextInputByte);

    /** Sends a frame; the switch drops a number that it has taken already. */
    void sendFrame(long number, byte[] frame);

    /** Sends console bytes; {@code number} is that of the first. The switch drops bytes that it has taken already. */
    void sendConsole(long number, byte[] data);

    /** Inputs below these numbers are in the log for good: the switch may forget them. */
    void taken(long nextFrame, long nextInputByte);

    @Override
    void close();
}
