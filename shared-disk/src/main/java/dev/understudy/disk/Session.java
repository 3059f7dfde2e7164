package dev.understudy.disk;

/** What one connection may do with one export. */
final class Session {
    private final OwnerBinding owner;
    private final String export;
    private final Runnable close;
    /** Set under the fence; a request that is applied later sees it. */
    private volatile boolean ended;

    /**
     * @param owner null for a plain NBD client
     * @param close ends the connection; any thread
     */
    Session(OwnerBinding owner, String export, Runnable close) {
        this.owner = owner;
        this.export = export;
        this.close = close;
    }

    OwnerBinding owner() {
        return owner;
    }

    String export() {
        return export;
    }

    boolean ended() {
        return ended;
    }

    void end() {
        ended = true;
    }

    void closeConnection() {
        close.run();
    }
}
