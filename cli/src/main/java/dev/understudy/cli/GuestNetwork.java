package dev.understudy.cli;

import dev.understudy.net.ForwardSpec;
import dev.understudy.net.TapSpec;
import java.util.List;

/**
 * What a guest reaches, and is reached by.
 *
 * @param tap null for none
 */
record GuestNetwork(List<ForwardSpec> forwards, TapSpec tap) {
    /** Then the machine needs no network card. */
    boolean isEmpty() {
        return forwards.isEmpty() && tap == null;
    }
}
