package dev.understudy.net;

/** What is plugged into one socket of the {@link Switch}. */
interface SwitchPort {
    /** For captures and reports. */
    String name();

    /** A frame leaves the switch here. Its bytes are shared by all receivers: nobody changes them. */
    void deliver(byte[] frame, long nowNanos);
}
