package dev.understudy.net;

import dev.understudy.net.cable.Cable;

/** The port behind which a TAP device is, and with it a network of the host. Frames pass as they are. One thread. */
final class TapPort implements SwitchPort {
    private final TapSpec tap;
    private final Cable cable;
    private long toHost;
    private long fromHost;

    TapPort(TapSpec tap, Cable cable) {
        this.tap = tap;
        this.cable = cable;
    }

    @Override
    public String name() {
        return tap.name();
    }

    @Override
    public boolean isUplink() {
        return true;
    }

    @Override
    public void deliver(byte[] frame, long nowNanos) {
        toHost++;
        cable.send(frame);
    }

    /** A frame came out of the device and goes into the switch. */
    void count() {
        fromHost++;
    }

    SwitchStatus.Tap status() {
        return new SwitchStatus.Tap(tap.name(), cable.isUp(), fromHost, toHost, cable.dropped());
    }
}
