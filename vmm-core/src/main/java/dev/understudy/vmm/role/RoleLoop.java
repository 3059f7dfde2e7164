package dev.understudy.vmm.role;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A role's tasks on its event loop. Our own bugs end the node: the loop would swallow them, and half of it would live on. */
final class RoleLoop implements Executor {
    private final Executor loop;
    private final Consumer<Throwable> bug;

    /** @param bug hears on the loop what a task threw */
    RoleLoop(Executor loop, Consumer<Throwable> bug) {
        this.loop = loop;
        this.bug = bug;
    }

    /** On the loop, soon. Any thread. */
    @Override
    public void execute(Runnable task) {
        loop.execute(() -> now(task));
    }

    /** Now, by a caller who is on the loop. */
    void now(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | VirtualMachineError | LinkageError e) {
            bug.accept(e);
        }
    }
}
