package dev.understudy.disk;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Event loops of a server: each connection has one for itself, while there are no more connections than loops. */
final class ConnectionLoops {
    private final Map<EventExecutor, AtomicInteger> loads = new LinkedHashMap<>();
    private final EventLoopGroup group;

    ConnectionLoops(int count) {
        group = new MultiThreadIoEventLoopGroup(
                count, null, loops -> () -> leastLoaded(loops), NioIoHandler.newFactory());
    }

    EventLoopGroup group() {
        return group;
    }

    private synchronized EventExecutor leastLoaded(EventExecutor[] loops) {
        EventExecutor least = loops[0];
        for (EventExecutor loop : loops) {
            if (load(loop).get() < load(least).get()) {
                least = loop;
            }
        }
        load(least).incrementAndGet();
        return least;
    }

    private synchronized AtomicInteger load(EventExecutor loop) {
        return loads.computeIfAbsent(loop, fresh -> new AtomicInteger());
    }

    /** Its loop is another's when it closes. */
    void taken(Channel channel) {
        AtomicInteger load = load(channel.eventLoop());
        channel.closeFuture().addListener(closed -> load.decrementAndGet());
    }

    /** Whether nobody waits while this connection keeps its loop. */
    boolean hasLoopForItself(Channel channel) {
        return load(channel.eventLoop()).get() == 1;
    }
}
