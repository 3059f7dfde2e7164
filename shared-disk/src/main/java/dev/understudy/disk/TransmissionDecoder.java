package dev.understudy.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * The server's side of the transmission phase. Requests go to the export's workers; at the bound of requests or bytes in
 * flight nothing more is read from the connection until replies have left. One event loop thread; a small request that comes
 * alone is done there, if nobody else has to wait for that thread: two threads need not wake up for it.
 *
 * <pre>
 *   request:  u32 magic | u16 flags | u16 type | u64 cookie | u64 offset | u32 length | WRITE: length bytes
 * </pre>
 */
final class TransmissionDecoder extends ByteToMessageDecoder {
    private static final int MAX_IN_FLIGHT = 128;
    private static final long MAX_BYTES_IN_FLIGHT = 2L * Nbd.MAX_PAYLOAD;
    /** Copied faster than a worker wakes up. */
    private static final int SMALL = 128 << 10;

    private final Export export;
    private final Session session;
    private final boolean structured;
    private final boolean allocation;
    private final ConnectionLoops loops;

    private Replies replies;
    private int inFlight;
    private long bytesInFlight;
    private boolean paused;
    private boolean ending;
    /** A WRITE whose data is arriving. */
    private NbdRequest arriving;

    private ByteBuf payload;
    /** Data of a refused WRITE that is still to be skipped. */
    private long skip;

    /** @param allocation the client asked for base:allocation */
    TransmissionDecoder(Export export, Session session, boolean structured, boolean allocation, ConnectionLoops loops) {
        this.export = export;
        this.session = session;
        this.structured = structured;
        this.allocation = allocation;
        this.loops = loops;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        replies = new Replies(ctx.alloc(), structured);
        export.connected();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        ending = true;
        super.channelInactive(ctx);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        export.disconnected(session);
        if (payload != null) {
            payload.release();
            payload = null;
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (ending) {
            in.skipBytes(in.readableBytes());
        } else if (skip > 0) {
            int count = (int) Math.min(skip, in.readableBytes());
            in.skipBytes(count);
            skip -= count;
        } else if (payload != null) {
            payload.writeBytes(in, Math.min(payload.writableBytes(), in.readableBytes()));
            if (!payload.isWritable()) {
                ByteBuf data = payload;
                payload = null;
                dispatch(ctx, arriving, data, !in.isReadable());
            }
        } else if (in.readableBytes() >= Nbd.REQUEST_HEADER && !pauseIfFull(ctx)) {
            header(ctx, in);
        }
    }

    private void header(ChannelHandlerContext ctx, ByteBuf in) {
        int magic = in.readInt();
        if (magic != Nbd.REQUEST_MAGIC) {
            throw new ProtocolViolation(
                    "request magic is 0x" + Integer.toHexString(magic) + ", not 0x25609513: out of step");
        }
        int flags = in.readUnsignedShort();
        int type = in.readUnsignedShort();
        NbdRequest request = new NbdRequest(flags, type, in.readLong(), in.readLong(), in.readUnsignedInt());
        if (type == Nbd.CMD_DISC) {
            ending = true;
            closeIfDone(ctx);
            return;
        }
        if (session.owner() != null) {
            export.arbiter().seen(session.owner().claimant());
        }
        int error = request.check(export.size(), structured, allocation);
        if (error != Nbd.OK) {
            skip = type == Nbd.CMD_WRITE ? request.length() : 0;
            begin(0);
            answer(ctx, new Export.Outcome(replies.error(request, error, request + " is not valid here"), false), 0);
        } else if (type == Nbd.CMD_WRITE && request.length() > 0) {
            arriving = request;
            payload = ctx.alloc().directBuffer((int) request.length(), (int) request.length());
        } else {
            dispatch(ctx, request, type == Nbd.CMD_WRITE ? Unpooled.EMPTY_BUFFER : null, !in.isReadable());
        }
    }

    /** @param last of what has arrived */
    private void dispatch(ChannelHandlerContext ctx, NbdRequest request, ByteBuf data, boolean last) {
        long bytes = request.type() == Nbd.CMD_READ || request.type() == Nbd.CMD_WRITE ? request.length() : 0;
        boolean here = last && inFlight == 0 && isQuick(request) && loops.hasLoopForItself(ctx.channel());
        begin(bytes);
        if (here) {
            work(ctx, request, data, bytes);
            return;
        }
        try {
            export.execute(() -> work(ctx, request, data, bytes));
        } catch (RejectedExecutionException e) { // the server closes
            release(data);
            ctx.close();
        }
    }

    /** A sync is not: it lasts as long as the medium likes. */
    private static boolean isQuick(NbdRequest request) {
        return (request.type() == Nbd.CMD_READ || request.type() == Nbd.CMD_WRITE)
                && request.length() <= SMALL
                && !request.has(Nbd.CMD_FLAG_FUA);
    }

    /** On a worker, or on the event loop. */
    private void work(ChannelHandlerContext ctx, NbdRequest request, ByteBuf data, long bytes) {
        try {
            answer(ctx, export.apply(session, request, data, replies), bytes);
        } catch (RuntimeException | Error e) { // our own bug: better no answer than one that is not true
            ctx.close();
            throw e;
        } finally {
            release(data);
        }
    }

    private static void release(ByteBuf data) {
        if (data != null) {
            data.release();
        }
    }

    private void begin(long bytes) {
        inFlight++;
        bytesInFlight += bytes;
    }

    /** Any thread. */
    private void answer(ChannelHandlerContext ctx, Export.Outcome outcome, long bytes) {
        ctx.writeAndFlush(outcome.reply()).addListener(sent -> {
            inFlight--;
            bytesInFlight -= bytes;
            resume(ctx);
        });
        if (outcome.close()) {
            // Behind the reply in the event loop's queue: the peer reads why before the connection ends.
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private boolean pauseIfFull(ChannelHandlerContext ctx) {
        if (inFlight >= MAX_IN_FLIGHT || bytesInFlight >= MAX_BYTES_IN_FLIGHT) {
            paused = true;
            ctx.channel().config().setAutoRead(false);
        }
        return paused;
    }

    private void resume(ChannelHandlerContext ctx) {
        if (ending) {
            closeIfDone(ctx);
        } else if (paused && inFlight <= MAX_IN_FLIGHT / 2 && bytesInFlight <= MAX_BYTES_IN_FLIGHT / 2) {
            paused = false;
            ctx.channel().config().setAutoRead(true);
            redecode(ctx);
        }
    }

    /** What was gathered already is decoded now; nothing may ever arrive to set it off. */
    private void redecode(ChannelHandlerContext ctx) {
        try {
            channelRead(ctx, Unpooled.EMPTY_BUFFER);
        } catch (Exception e) {
            exceptionCaught(ctx, e);
        }
    }

    private void closeIfDone(ChannelHandlerContext ctx) {
        if (inFlight == 0) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ConnectionFailure.report(cause);
        ending = true;
        ctx.close();
    }
}
