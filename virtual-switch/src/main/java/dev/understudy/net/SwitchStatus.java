package dev.understudy.net;

import java.util.List;

/**
 * What the switch can say of itself at one moment. All counts are since its start.
 *
 * @param malformedFrames frames too short, too long, or from a group address
 * @param framesNotCaptured frames that the capture file was too slow for
 */
public record SwitchStatus(
        List<Vm> vms,
        List<Forward> forwards,
        List<Passt> passts,
        List<Tap> taps,
        long malformedFrames,
        long framesNotCaptured) {
    /**
     * @param attached a replica is attached now
     * @param generation the highest that was ever attached; 0 for none
     * @param waits why a replica that asked is not attached yet; empty if none waits
     * @param framesOut frames of the guest that passed
     * @param framesIn frames for the guest
     * @param duplicatesDropped outputs whose number had been taken already
     * @param staleDropped outputs of a replica that is not, or no more, attached
     * @param inputsDropped frames for the guest that no replica ever got
     * @param inputsHeld frames for the guest that are not in the log for good yet
     * @param consoleInputsDropped console chunks that no replica ever got
     */
    public record Vm(
            String vm,
            boolean attached,
            long generation,
            String waits,
            long framesOut,
            long framesIn,
            long duplicatesDropped,
            long staleDropped,
            long inputsDropped,
            int inputsHeld,
            long consoleInputsDropped) {}

    /**
     * @param toGuest datagrams sent on to the guest
     * @param toClients datagrams sent back
     * @param dropped datagrams either way that were malformed, fragments, too long, or for whose peer no place was
     * @param clients clients known now
     */
    public record Forward(ForwardSpec forward, long toGuest, long toClients, long dropped, int clients) {}

    /**
     * @param guest address of the guest whose TCP it forwards
     * @param connected passt is there
     * @param toGuest frames of passt that passed
     * @param toPasst frames for passt
     * @param refused frames either way that may not pass, among them those by which the guest would open a connection
     * @param dropped frames for passt that it was not there for, or too slow
     */
    public record Passt(String guest, boolean connected, long toGuest, long toPasst, long refused, long dropped) {}

    /**
     * @param up the device is there
     * @param fromHost frames that came out of it
     * @param toHost frames for it
     * @param dropped frames either way that it, or the switch, had no room for
     */
    public record Tap(String name, boolean up, long fromHost, long toHost, long dropped) {}
}
