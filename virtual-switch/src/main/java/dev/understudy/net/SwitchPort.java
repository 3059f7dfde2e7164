package dev.understudy.net;

/** What is plugged into one socket of the {@link Switch}. */
interface SwitchPort {
    /** For captures and reports. */
    String name();

    /**
     * The way to other networks, the gateway's or a TAP device's. Uplinks hear VMs only, not each other: the gateway's address
     * is not for a host's network, in which another switch may have the same.
     */
    default boolean isUplink() {
        return false;
    }

    /** A frame leaves the switch here. Its bytes are shared by all receivers: nobody changes them. */
    void deliver(byte[] frame, long nowNanos);
}
