package dev.understudy.vmm.log;

/**
 * One event at one place of a life.
 *
 * @param instruction instruction number X, 0 and up, never reset in a life
 * @param phase before X begins, or in the middle of it
 * @param event what happens
 */
public record LogEntry(long instruction, Phase phase, Event event) {

    /** The first instruction number that this entry does not allow to execute (rule Horizon). */
    public long horizon() {
        return phase == Phase.DURING ? instruction + 1 : instruction;
    }

    @Override
    public String toString() {
        return "@" + instruction + (phase == Phase.DURING ? " during " : " before ") + event;
    }
}
