package dev.understudy.disk;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;

/**
 * Ends a connection whose peer says nothing for too long. For those that show that they live: owners, standbys, askers of the
 * arbiter. The kernel's probes do not find out that their host vanished if an answer was on its way to it just then: it sends
 * that again, for a quarter of an hour. Who asks and is not answered yet is not silent.
 */
final class SilenceLimit extends IdleStateHandler {
    /** More than our clients wait for the server, 10 s. */
    static final int SECONDS = 15;

    SilenceLimit() {
        super(SECONDS, 0, 0);
    }

    @Override
    protected void channelIdle(ChannelHandlerContext ctx, IdleStateEvent event) {
        if (ctx.channel().config().isAutoRead()) {
            ctx.close();
        }
    }
}
