package dev.understudy.disk;

import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.identity.PeerIdentity;
import dev.understudy.vmm.replication.ClaimantId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The server's side of the handshake and option haggling. Options are answered one after another; while an answer is in
 * the making (the arbiter waits for disks) nothing is read. One event loop thread.
 *
 * <pre>
 *   server: "NBDMAGIC" "IHAVEOPT" u16 flags      client: u32 flags
 *   client: "IHAVEOPT" u32 option u32 length, data    server: u64 magic, u32 option, u32 type, u32 length, data
 * </pre>
 */
final class HandshakeDecoder extends ByteToMessageDecoder {
    private final DiskServer server;
    private final OptionReplies replies = new OptionReplies();

    private boolean flagsRead;
    private boolean noZeroes;
    private boolean encrypted;
    private boolean busy;
    /** The client does not read its answers: what it says meanwhile waits, most of it on its own side. */
    private boolean unheard;

    private ClaimantId peer;

    private boolean structured;
    /** The export that base:allocation was negotiated for; null if none. */
    private String allocationOf;

    /** The owner's session; null for a plain client. */
    private Session owner;

    private boolean transmission;

    HandshakeDecoder(DiskServer server) {
        this.server = server;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        ctx.pipeline().addBefore(ctx.name(), "silence", new SilenceLimit());
        super.handlerAdded(ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        ctx.writeAndFlush(ctx.alloc()
                .buffer(18)
                .writeLong(Nbd.INIT_PASSWORD)
                .writeLong(Nbd.OPTION_MAGIC)
                .writeShort(Nbd.FLAG_FIXED_NEWSTYLE | Nbd.FLAG_NO_ZEROES));
        super.channelActive(ctx);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        if (owner != null && !transmission) {
            server.arbiter(owner.owner().vm()).fence().detach(owner);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (busy) {
            return;
        }
        if (!ctx.channel().isWritable()) {
            unheard = true;
            ctx.channel().config().setAutoRead(false);
            return;
        }
        if (!flagsRead) {
            if (in.readableBytes() >= 4) {
                clientFlags(in.readInt());
            }
            return;
        }
        if (in.readableBytes() < Nbd.OPTION_HEADER) {
            return;
        }
        int start = in.readerIndex();
        if (in.getLong(start) != Nbd.OPTION_MAGIC) {
            throw new ProtocolViolation("an option does not begin with IHAVEOPT: out of step");
        }
        int option = in.getInt(start + 8);
        long length = in.getUnsignedInt(start + 12);
        if (length > Nbd.MAX_OPTION) {
            replies.error(ctx, option, Nbd.REP_ERR_TOO_BIG, length + " bytes, the limit is " + Nbd.MAX_OPTION);
            throw new ProtocolViolation("option " + option + " has " + length + " bytes");
        }
        if (in.readableBytes() >= Nbd.OPTION_HEADER + length) {
            in.skipBytes(Nbd.OPTION_HEADER);
            option(ctx, option, in.readSlice((int) length), in);
        }
    }

    private void clientFlags(int flags) {
        if ((flags & Nbd.FLAG_FIXED_NEWSTYLE) == 0 || (flags & ~(Nbd.FLAG_FIXED_NEWSTYLE | Nbd.FLAG_NO_ZEROES)) != 0) {
            throw new ProtocolViolation("client flags 0x" + Integer.toHexString(flags) + ": fixed newstyle is needed");
        }
        noZeroes = (flags & Nbd.FLAG_NO_ZEROES) != 0;
        flagsRead = true;
    }

    private void option(ChannelHandlerContext ctx, int option, ByteBuf data, ByteBuf following) {
        boolean tlsMissing = server.tls() != null && !encrypted;
        if (tlsMissing && option == Nbd.OPT_EXPORT_NAME) {
            throw new ProtocolViolation("EXPORT_NAME without TLS");
        }
        if (tlsMissing && option != Nbd.OPT_STARTTLS && option != Nbd.OPT_ABORT) {
            replies.error(ctx, option, Nbd.REP_ERR_TLS_REQD, "this server speaks TLS only");
            return;
        }
        try {
            switch (option) {
                case Nbd.OPT_EXPORT_NAME -> exportName(ctx, data);
                case Nbd.OPT_ABORT -> {
                    replies.ack(ctx, option);
                    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
                }
                case Nbd.OPT_LIST -> list(ctx, data);
                case Nbd.OPT_STARTTLS -> startTls(ctx, data, following);
                case Nbd.OPT_INFO, Nbd.OPT_GO -> infoOrGo(ctx, option, data);
                case Nbd.OPT_STRUCTURED_REPLY -> {
                    OptionData.expectEnd(data);
                    structured = true;
                    replies.ack(ctx, option);
                }
                case Nbd.OPT_LIST_META_CONTEXT, Nbd.OPT_SET_META_CONTEXT -> metaContext(ctx, option, data);
                case Nbd.OPT_ARBITER -> arbiter(ctx, bytes(data));
                case Nbd.OPT_OWNER -> owner(ctx, bytes(data));
                default -> replies.error(ctx, option, Nbd.REP_ERR_UNSUP, "no option " + option + " here");
            }
        } catch (MalformedBytes e) {
            replies.error(ctx, option, Nbd.REP_ERR_INVALID, e.getMessage());
        }
    }

    private void list(ChannelHandlerContext ctx, ByteBuf data) {
        OptionData.expectEnd(data);
        for (Export export : server.exports()) {
            replies.server(ctx, export.name());
        }
        replies.ack(ctx, Nbd.OPT_LIST);
    }

    /** What was said in the clear is forgotten, and whatever came with STARTTLS may be an attacker's. */
    private void startTls(ChannelHandlerContext ctx, ByteBuf data, ByteBuf following) {
        if (server.tls() == null) {
            replies.error(ctx, Nbd.OPT_STARTTLS, Nbd.REP_ERR_POLICY, "this server was started without TLS");
            return;
        }
        if (encrypted) {
            replies.error(ctx, Nbd.OPT_STARTTLS, Nbd.REP_ERR_INVALID, "TLS is on already");
            return;
        }
        OptionData.expectEnd(data);
        if (following.isReadable()) {
            throw new ProtocolViolation("bytes follow STARTTLS before it was answered");
        }
        replies.ack(ctx, Nbd.OPT_STARTTLS);
        encrypted = true;
        structured = false;
        allocationOf = null;
        ctx.pipeline().addFirst(server.tls().newHandler(ctx.alloc()));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent completion && completion.isSuccess()) {
            SslHandler handler = ctx.pipeline().get(SslHandler.class);
            peer = PeerIdentity.claimantOf(
                    (X509Certificate) handler.engine().getSession().getPeerCertificates()[0]);
        }
        super.userEventTriggered(ctx, event);
    }

    // ---- exports

    private void exportName(ChannelHandlerContext ctx, ByteBuf data) {
        Export export = server.export(data.toString(StandardCharsets.UTF_8));
        if (export == null || (owner != null && !owner.export().equals(export.name()))) {
            throw new ProtocolViolation("no such export"); // this option has no error reply
        }
        Session session = session(ctx, export);
        ByteBuf out = ctx.alloc().buffer(10 + 124).writeLong(export.size());
        out.writeShort(export.transmissionFlags(session, structured));
        ctx.writeAndFlush(noZeroes ? out : out.writeZero(124));
        transmit(ctx, export, session);
    }

    private void infoOrGo(ChannelHandlerContext ctx, int option, ByteBuf data) {
        String name = OptionData.name(data);
        int wanted = OptionData.u16(data);
        boolean nameWanted = false;
        for (int left = wanted; left > 0; left--) {
            nameWanted |= OptionData.u16(data) == Nbd.INFO_NAME;
        }
        OptionData.expectEnd(data);
        Export export = server.export(name);
        if (export == null) {
            replies.error(ctx, option, Nbd.REP_ERR_UNKNOWN, "no export named '" + name + "'");
            return;
        }
        if (owner != null && !owner.export().equals(export.name())) {
            replies.error(ctx, option, Nbd.REP_ERR_INVALID, "the owner was bound to export " + owner.export());
            return;
        }
        Session session = session(ctx, export);
        replies.export(ctx, option, export.size(), export.transmissionFlags(session, structured));
        replies.blockSize(ctx, option);
        if (nameWanted) {
            replies.name(ctx, option, export.name());
        }
        replies.ack(ctx, option);
        if (option == Nbd.OPT_GO) {
            transmit(ctx, export, session);
        }
    }

    private Session session(ChannelHandlerContext ctx, Export export) {
        return owner != null ? owner : new Session(null, export.name(), ctx.channel()::close);
    }

    private void transmit(ChannelHandlerContext ctx, Export export, Session session) {
        transmission = true;
        if (session.owner() == null) {
            ctx.pipeline().remove(SilenceLimit.class);
        }
        boolean allocation = structured && export.name().equals(allocationOf);
        ctx.pipeline()
                .replace(
                        this,
                        "transmission",
                        new TransmissionDecoder(export, session, structured, allocation, server.loops()));
    }

    private void metaContext(ChannelHandlerContext ctx, int option, ByteBuf data) {
        boolean set = option == Nbd.OPT_SET_META_CONTEXT;
        String name = OptionData.name(data);
        long count = OptionData.u32(data);
        boolean matches = count == 0 && !set;
        for (long left = count; left > 0; left--) {
            String query = OptionData.name(data);
            matches |= query.equals(Nbd.BASE_ALLOCATION) || (!set && query.equals("base:"));
        }
        OptionData.expectEnd(data);
        if (set) {
            allocationOf = null;
        }
        Export export = server.export(name);
        if (export == null) {
            replies.error(ctx, option, Nbd.REP_ERR_UNKNOWN, "no export named '" + name + "'");
        } else if (!structured) {
            replies.error(ctx, option, Nbd.REP_ERR_INVALID, "metadata needs structured replies first");
        } else {
            if (matches) {
                replies.metaContext(ctx, option, set ? Nbd.BASE_ALLOCATION_ID : 0, Nbd.BASE_ALLOCATION);
                allocationOf = set ? export.name() : allocationOf;
            }
            replies.ack(ctx, option);
        }
    }

    // ---- ownership

    private void arbiter(ChannelHandlerContext ctx, byte[] data) {
        ArbiterCodec.Asked asked = ArbiterCodec.decodeRequest(data);
        if (!believed(asked.claimant())) {
            refuseIdentity(ctx, Nbd.OPT_ARBITER, asked.claimant());
            return;
        }
        aside(ctx, Nbd.OPT_ARBITER, asked.request().vm(), arbiter -> {
            byte[] answer = ArbiterCodec.encode(arbiter.ask(asked.claimant(), asked.request()));
            return () -> replies.reply(ctx, Nbd.OPT_ARBITER, Nbd.REP_ARBITER, answer);
        });
    }

    private void owner(ChannelHandlerContext ctx, byte[] data) {
        ArbiterCodec.Bound bound = ArbiterCodec.decodeOwner(data);
        if (!believed(bound.owner().claimant())) {
            refuseIdentity(ctx, Nbd.OPT_OWNER, bound.owner().claimant());
            return;
        }
        if (owner != null) {
            replies.error(ctx, Nbd.OPT_OWNER, Nbd.REP_ERR_INVALID, "this connection has an owner already");
            return;
        }
        Session session = new Session(bound.owner(), bound.export(), ctx.channel()::close);
        aside(ctx, Nbd.OPT_OWNER, bound.owner().vm(), arbiter -> {
            VmArbiter.Refusal refusal = arbiter.attach(session);
            return () -> {
                if (refusal != null) {
                    int error = refusal.olderGeneration() ? Nbd.REP_ERR_OLDER_GENERATION : Nbd.REP_ERR_POLICY;
                    replies.error(ctx, Nbd.OPT_OWNER, error, refusal.reason());
                } else if (!ctx.channel().isActive()) {
                    arbiter.fence().detach(session);
                } else {
                    owner = session;
                    byte[] instance = ArbiterCodec.encodeInstance(server.instance());
                    replies.reply(ctx, Nbd.OPT_OWNER, Nbd.REP_OWNER, instance);
                }
            };
        });
    }

    /** Over TLS a claimant is who its certificate says (rule Claimant identity). */
    private boolean believed(ClaimantId said) {
        return server.tls() == null || said.equals(peer) || !server.rules().contains(Rule.LIFE_TOKEN);
    }

    private void refuseIdentity(ChannelHandlerContext ctx, int option, ClaimantId said) {
        replies.error(ctx, option, Nbd.REP_ERR_POLICY, "it says to be " + said + ", its certificate says " + peer);
    }

    /** What to answer, found out on a VM's thread, said on the event loop's. */
    private interface Question {
        Runnable askOf(VmArbiter arbiter) throws java.io.IOException;
    }

    private void aside(ChannelHandlerContext ctx, int option, String vm, Question question) {
        VmArbiter arbiter = server.arbiter(vm);
        if (arbiter == null) {
            replies.error(ctx, option, Nbd.REP_ERR_UNKNOWN, "this server has no VM named '" + vm + "'");
            return;
        }
        busy = true;
        ctx.channel().config().setAutoRead(false);
        server.onThreadOf(arbiter, () -> {
            Runnable answer;
            try {
                answer = question.askOf(arbiter);
            } catch (java.io.IOException | RuntimeException e) {
                answer = () -> replies.error(ctx, option, Nbd.REP_ERR_PLATFORM, String.valueOf(e.getMessage()));
            }
            Runnable say = answer;
            ctx.executor().execute(() -> {
                say.run();
                goOn(ctx);
            });
        });
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        if (unheard && ctx.channel().isWritable()) {
            unheard = false;
            ctx.executor().execute(() -> hear(ctx));
        }
        super.channelWritabilityChanged(ctx);
    }

    private void goOn(ChannelHandlerContext ctx) {
        busy = false;
        hear(ctx);
    }

    private void hear(ChannelHandlerContext ctx) {
        if (busy || ctx.isRemoved()) {
            return;
        }
        ctx.channel().config().setAutoRead(true);
        try {
            channelRead(ctx, Unpooled.EMPTY_BUFFER); // decodes what was gathered meanwhile
        } catch (Exception e) {
            exceptionCaught(ctx, e);
        }
    }

    private static byte[] bytes(ByteBuf data) {
        byte[] bytes = new byte[data.readableBytes()];
        data.readBytes(bytes);
        return bytes;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ConnectionFailure.report(cause);
        ctx.close();
    }
}
