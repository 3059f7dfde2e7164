package dev.understudy.net;

import dev.understudy.vmm.host.Clock;
import dev.understudy.vmm.replication.Arbiter;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Everything the switch server owns but its sockets: the switch, the VMs' ports, the gateway, who watches which console.
 * Runs on one thread, which {@code loop} reaches from others.
 */
final class Hub {
    static final int MAX_VMS = 64;
    static final int MAX_WATCHERS = 64;

    private record Watcher(String vm, Link link) {}

    private final SwitchOptions options;
    private final Clock clock;
    private final Executor loop;
    private final CaptureFile capture;
    private final Switch network;
    private final GatewayPort gateway;
    private final Map<String, VmPort> vms = new LinkedHashMap<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private TapPort tap;

    /** {@code capture} may be null. */
    Hub(SwitchOptions options, Executor loop, CaptureFile capture, GatewayPort.HostSide host) {
        this.options = options;
        this.clock = options.clock();
        this.loop = loop;
        this.capture = capture;
        this.network = new Switch(this::tap);
        this.gateway = new GatewayPort(network, options.udpForwards(), host);
        network.plug(gateway);
    }

    long now() {
        return clock.nanoTime();
    }

    /** The port of {@code vm}, made if it is new; null if there are too many. */
    VmPort portOf(String vm) {
        VmPort port = vms.get(vm);
        if (port == null && vms.size() < MAX_VMS) {
            VmPortWorld world = new VmPortWorld(vm);
            port = new VmPort(vm, world);
            world.port = port;
            vms.put(vm, port);
            network.plug(port);
        }
        return port;
    }

    /** A link is gone, for whatever it was used. */
    void linkLost(Link link, VmPort port) {
        watchers.removeIf(watcher -> watcher.link == link);
        if (port != null) {
            port.linkLost(link);
            if (port.isUnused()) {
                vms.remove(port.name());
                network.unplug(port);
            }
        }
    }

    /** False if there are too many who watch. */
    boolean watch(String vm, Link link) {
        if (watchers.size() == MAX_WATCHERS) {
            return false;
        }
        watchers.add(new Watcher(vm, link));
        return true;
    }

    /** Input for a VM's console; dropped if the VM was never there. */
    void type(String vm, byte[] data) {
        VmPort port = vms.get(vm);
        for (int from = 0; port != null && from < data.length; from += MessageCodec.MAX_CONSOLE_BYTES) {
            int to = Math.min(from + MessageCodec.MAX_CONSOLE_BYTES, data.length);
            port.consoleInput(Arrays.copyOfRange(data, from, to), now());
        }
    }

    /** From now on the TCP of one guest goes to its passt. */
    void plug(PasstRoute passt) {
        gateway.add(passt);
    }

    /** The passt of that guest sent {@code frame}, which is the hub's own from now on. */
    void fromPasst(int guestAddress, byte[] frame) {
        gateway.fromPasst(guestAddress, frame, now());
    }

    /** Plugs the TAP device in. */
    void plug(TapPort device) {
        tap = device;
        network.plug(tap);
    }

    /** Only once it is plugged in. */
    void fromTap(byte[] frame) {
        tap.count();
        network.receive(tap, frame, now());
    }

    void fromClient(int forward, InetSocketAddress client, byte[] data) {
        gateway.fromClient(forward, client, data, now());
    }

    void tick() {
        long now = now();
        gateway.tick(now);
        for (VmPort port : vms.values()) {
            port.tick(now);
        }
    }

    SwitchStatus status() {
        return new SwitchStatus(
                vms.values().stream().map(VmPort::status).toList(),
                gateway.status(),
                gateway.passtStatus(),
                tap == null ? List.of() : List.of(tap.status()),
                network.malformed(),
                capture == null ? 0 : capture.leftOut());
    }

    private void tap(SwitchPort port, boolean enters, byte[] frame) {
        if (capture != null && port instanceof VmPort) {
            capture.frame(port.name(), enters, frame);
        }
    }

    private final class VmPortWorld implements VmPort.World {
        private final String vm;
        private VmPort port;

        VmPortWorld(String vm) {
            this.vm = vm;
        }

        @Override
        public void ask(long ticket) {
            // Never answered within the call: the port is in the middle of something.
            options.arbiter()
                    .ask(
                            new Arbiter.Request.Query(vm),
                            answer -> loop.execute(() -> port.arbiterAnswered(ticket, answer, now())));
        }

        @Override
        public void pass(byte[] frame, long nowNanos) {
            network.receive(port, frame, nowNanos);
        }

        @Override
        public void console(long number, byte[] data) {
            options.console().consoleOutput(vm, number, data);
            Message message = new Message.ConsoleOut(number, data);
            for (Watcher watcher : List.copyOf(watchers)) {
                if (watcher.vm.equals(vm)) {
                    show(watcher, message);
                }
            }
        }

        /** One who does not read what he watches is dropped, rather than kept for with memory. */
        private void show(Watcher watcher, Message message) {
            if (watcher.link.isWritable()) {
                watcher.link.send(message);
            } else {
                watchers.remove(watcher);
                watcher.link.close();
            }
        }
    }
}
