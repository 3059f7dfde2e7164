package dev.understudy.vmm.role;

import dev.understudy.vmm.host.NetworkPort;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** What the switch says before there is an owner to hear it: only whether it can be reached. */
final class SwitchEvents implements NetworkPort.Listener {
    private final Executor loop;
    private final Consumer<Boolean> reachability;
    private volatile NetworkPort.Listener owner;

    SwitchEvents(Executor loop, Consumer<Boolean> reachability) {
        this.loop = loop;
        this.reachability = reachability;
    }

    /** From now on everything goes there. */
    void goTo(NetworkPort.Listener listener) {
        owner = listener;
    }

    @Override
    public void attached() {
        if (owner != null) {
            owner.attached();
        }
    }

    @Override
    public void frame(long number, byte[] frame) {
        if (owner != null) {
            owner.frame(number, frame);
        }
    }

    @Override
    public void consoleInput(long number, byte[] data) {
        if (owner != null) {
            owner.consoleInput(number, data);
        }
    }

    @Override
    public void passed(long nextFrame, long nextConsoleByte) {
        if (owner != null) {
            owner.passed(nextFrame, nextConsoleByte);
        }
    }

    @Override
    public void fenced(String reason) {
        if (owner != null) {
            owner.fenced(reason);
        }
    }

    @Override
    public void reachable(boolean reachable, String reason) {
        if (owner != null) {
            owner.reachable(reachable, reason);
        } else {
            loop.execute(() -> reachability.accept(reachable));
        }
    }
}
