package dev.understudy.vmm.role;

import dev.understudy.vmm.host.HostEvent;
import dev.understudy.vmm.host.Inbox;

/**
 * What the loop has done by the vCPU's thread, between two slices. A vCPU whose guest powered off looks into its inbox no
 * more: from then on orders are carried out on the loop, also those that were waiting. All methods run on the loop.
 */
final class VcpuOrders {
    private final Inbox inbox;
    private boolean ended;

    VcpuOrders(Inbox inbox) {
        this.inbox = inbox;
    }

    void give(Runnable order) {
        if (ended) {
            order.run();
        } else if (!inbox.offer(new HostEvent.Command(order))) {
            throw new IllegalStateException("the vCPU's inbox is full");
        }
    }

    /** The vCPU has ended with its guest. */
    void vcpuEnded() {
        ended = true;
        for (HostEvent event = inbox.poll(); event != null; event = inbox.poll()) {
            if (event instanceof HostEvent.Command command) {
                command.action().run();
            }
        }
    }

    boolean hasVcpuEnded() {
        return ended;
    }
}
