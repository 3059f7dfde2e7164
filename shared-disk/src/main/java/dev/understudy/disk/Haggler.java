package dev.understudy.disk;

import io.netty.channel.ChannelHandlerContext;

/** What a client does in option haggling. Called on the event loop's thread. */
interface Haggler {
    /** Options may be sent; over TLS if that is wanted. */
    void ready(ChannelHandlerContext ctx);

    /** {@code data} is at most {@link Nbd#MAX_OPTION} bytes. */
    void reply(ChannelHandlerContext ctx, int option, int type, byte[] data);

    /** The connection ended in haggling, or was never made. Once. */
    void lost(String reason);
}
