package dev.understudy.vmm.rehearsal;

import dev.understudy.vmm.machine.Machine;
import java.util.function.Consumer;

/** What a schedule gives to a guest. */
public sealed interface Input {
    /** An Ethernet frame without its checksum, 14 bytes and more; the guest's card is {@link Guest#MAC}. */
    static Input frame(byte[] frame) {
        return new Frame(frame.clone());
    }

    /** Keys typed at the console, ASCII. */
    static Input keys(String text) {
        return new Keys(text);
    }

    /**
     * Something behind the log's back, between two instructions: for a test that a difference is seen. No replay knows of
     * it.
     */
    static Input meddling(Consumer<Machine> meddling) {
        return new Meddling(meddling);
    }

    /** See {@link Input#frame}. */
    record Frame(byte[] frame) implements Input {}

    /** See {@link Input#keys}. */
    record Keys(String text) implements Input {}

    /** See {@link Input#meddling}. */
    record Meddling(Consumer<Machine> meddling) implements Input {}

    /** Comes to the guest before its next instruction. */
    default void reach(LiveRehearsal live) {
        if (this instanceof Frame frame) {
            live.send(frame.frame);
        } else if (this instanceof Keys keys) {
            live.type(keys.text);
        } else if (this instanceof Meddling meddling) {
            live.command(() -> meddling.meddling.accept(live.machine()));
        }
    }
}
