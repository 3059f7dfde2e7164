package dev.understudy.net;

/** One connection of a replica, as {@link VmPort} sees it. Compared by identity. */
interface Link {
    void send(Message message);

    /** False while so much waits to be sent that inputs should wait; {@link VmPort#writable} tells when it is over. */
    boolean isWritable();

    /** Ends the connection once what was sent is on its way. */
    void close();
}
