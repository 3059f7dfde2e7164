package dev.understudy.disk;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.BlockStore;
import dev.understudy.vmm.log.DiskStatus;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An export of a disk server as the machine's disk. A lost connection is made again by itself and is no answer: the server
 * ends the older connection first (rule Connection fence), then all pending requests go out again in issue order.
 *
 * <pre>
 *   connecting ──▶ standby ──own()──▶ binding ──▶ serving ◀──────────── rewriting
 *       ▲             (a backup)         │           │                      ▲
 *       └──── connection lost, from any ─┼───────────┘                      │ resume(instance, unsynced)
 *                                        └── the instance is a new one ──▶ held
 * </pre>
 *
 * <p>When the server restarted, writes that it had answered but not synced may be gone. The client then says
 * {@code reachable(true, newInstance)} and holds all requests until {@link #resume} gives it those writes: they go first,
 * one after another, then a FLUSH, then what is pending (rule Unsynced writes).
 *
 * <p>One event loop thread does all the work; public methods are for any thread and do not block, except
 * {@link #open}. Without an owner the instance is not known: 1 stands for it when reachable, 0 in standby.
 */
public final class NbdClient implements BlockStore {
    /** Far more than a virtio queue has. */
    static final int MAX_PENDING = 4096;

    private static final long FIRST_RETRY_MILLIS = 10;
    private static final long LAST_RETRY_MILLIS = 1000;
    private static final long PULSE_COOKIE = -1;
    private static final long REWRITE_COOKIE = -2;
    private static final DiskRequest PULSE = new DiskRequest(-1, DiskRequest.Kind.READ, 0, 1, new byte[0]);

    private enum State {
        CONNECTING,
        STANDBY,
        BINDING,
        HELD,
        REWRITING,
        SERVING,
        ENDED
    }

    private final NbdClientOptions options;
    private final Listener listener;
    private final NbdConnector connector;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private volatile long capacity;
    private volatile String lastFailure = "no answer";

    // ---- of the event loop's thread
    private final Map<Long, DiskRequest> pending = new LinkedHashMap<>();
    private final Rewriting rewriting = new Rewriting();
    private State state = State.CONNECTING;
    private OwnerBinding owner;
    private ChannelHandlerContext connection;
    private long nextCookie;
    private long instance;
    private long knownInstance;
    /** Reported as new and not resumed yet; 0: none. Outlives the connection on which it was reported. */
    private long heldInstance;

    private boolean standby;
    private long retryMillis = FIRST_RETRY_MILLIS;
    private ScheduledFuture<?> retry;
    private boolean reachable;
    private boolean pulseOut;
    private long lastHeardNanos;

    /** Not connected yet. */
    NbdClient(NbdClientOptions options, Listener listener, EventLoop loop) throws IOException {
        this.options = options;
        this.listener = listener;
        this.owner = options.standby() ? null : options.owner();
        this.standby = options.standby();
        this.knownInstance = options.knownInstance();
        this.connector = new NbdConnector(options.endpoint(), options.openTimeout(), loop);
    }

    /** Connects; blocks until the export's size is known. Throws if that takes longer than the options allow. */
    public static NbdClient open(NbdClientOptions options, Listener listener) throws IOException {
        return open(options, listener, null);
    }

    /** @param loop the client's thread, not the caller's, which goes on after the client; null: one of its own */
    public static NbdClient open(NbdClientOptions options, Listener listener, EventLoop loop) throws IOException {
        NbdClient client = new NbdClient(options, listener, loop);
        client.connector.loop().execute(client::connect);
        try {
            client.opened.get(options.openTimeout().toMillis(), TimeUnit.MILLISECONDS);
            return client;
        } catch (TimeoutException e) {
            client.close();
            throw new IOException(options.where() + ": not open after "
                    + options.openTimeout().toMillis() + " ms (" + client.lastFailure + ")");
        } catch (ExecutionException e) {
            client.close();
            throw new IOException(options.where() + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            client.close();
            Thread.currentThread().interrupt();
            throw new IOException(options.where() + ": interrupted", e);
        }
    }

    @Override
    public long capacity() {
        return capacity;
    }

    /** READ and WRITE of at most 32 MiB; at most 4096 requests pending. */
    @Override
    public void submit(DiskRequest request) {
        boolean payload = request.kind() == DiskRequest.Kind.READ || request.kind() == DiskRequest.Kind.WRITE;
        if (request.length() < 0 || (payload && request.length() > Nbd.MAX_PAYLOAD)) {
            throw new IllegalArgumentException(request + ": the limit is " + Nbd.MAX_PAYLOAD + " bytes");
        }
        onLoop(() -> issue(request));
    }

    /**
     * A standby becomes the owner's disk: binds, then serves, or says that the ownership is lost.
     *
     * @param instanceOfLog the server's instance that the life's writes went to so far; 0: none did
     */
    @Override
    public void own(long generation, long instanceOfLog) {
        OwnerBinding self = options.owner();
        onLoop(() -> {
            if (state == State.ENDED) {
                return;
            }
            owner = new OwnerBinding(self.vm(), self.claimant(), generation);
            knownInstance = instanceOfLog;
            retryMillis = FIRST_RETRY_MILLIS;
            if (state == State.STANDBY) {
                bind();
            } else if (state != State.CONNECTING) {
                connection.close(); // it is of an older generation: binds again on a new one
            } else if (retry != null && retry.cancel(false)) {
                connect(); // does not wait out the pause: there is news
            }
        });
    }

    /**
     * The owner claims its next generation (rule Alone by claim), whose grant ends the connections of this one: waits as a
     * standby until it owns again. What is pending goes out again then.
     */
    @Override
    public void standBy(Runnable stoodBy) {
        onLoop(() -> {
            owner = null;
            standby = true;
            if (connection != null && state != State.ENDED && state != State.STANDBY) {
                connection.close();
            }
            stoodBy.run();
        });
    }

    /**
     * Goes on after the server's restart.
     *
     * @param forInstance the one that the listener was told; if it was told a newer one since, this call is void
     * @param unsyncedWrites completed, not covered by a completed FLUSH, in issue order. One that fails again is
     *     reported as {@code rewriteFailed}, and the client stays held.
     */
    @Override
    public void resume(long forInstance, List<DiskRequest> unsyncedWrites) {
        List<DiskRequest> writes = List.copyOf(unsyncedWrites);
        onLoop(() -> {
            if (heldInstance != forInstance) {
                return;
            }
            heldInstance = 0;
            knownInstance = forInstance;
            rewriting.wants(writes);
            if (state == State.HELD) {
                rewrite();
            }
        });
    }

    @Override
    public void close() {
        onLoop(() -> {
            state = State.ENDED;
            if (connection != null) {
                connection.close();
            }
        });
        connector.close();
    }

    private void onLoop(Runnable task) {
        try {
            connector.loop().execute(task);
        } catch (RejectedExecutionException e) {
            lastFailure = "closed"; // nobody waits for an answer any more
        }
    }

    // ---- all below: event loop thread

    private void issue(DiskRequest request) {
        if (state == State.ENDED) {
            return;
        }
        if (pending.size() >= MAX_PENDING) {
            end("more than " + MAX_PENDING + " disk requests pending: the machine's bound is broken");
            return;
        }
        long cookie = nextCookie++;
        pending.put(cookie, request);
        if (state == State.SERVING) {
            send(cookie, request);
        }
    }

    private void connect() {
        if (state != State.ENDED) {
            state = State.CONNECTING;
            connector.connect(haggler());
        }
    }

    /** Of one connection. */
    Haggler haggler() {
        return new Haggling();
    }

    EventLoop loop() {
        return connector.loop();
    }

    /** The connection ended, in whatever state. */
    private void lost(String reason) {
        lastFailure = reason;
        connection = null;
        if (state == State.ENDED) {
            return;
        }
        state = State.CONNECTING;
        instance = 0;
        if (reachable) {
            reachable = false;
            listener.reachable(false, 0);
        }
        retry = connector.loop().schedule(this::connect, retryMillis, TimeUnit.MILLISECONDS);
        retryMillis = Math.min(LAST_RETRY_MILLIS, retryMillis * 2);
    }

    /** Fenced off, for good. */
    private void end(String reason) {
        if (state == State.ENDED) {
            return;
        }
        state = State.ENDED;
        pending.clear();
        opened.completeExceptionally(new IOException(reason));
        listener.ownershipLost(reason);
        if (connection != null) {
            connection.close();
        }
    }

    private void bind() {
        state = State.BINDING;
        if (owner != null) {
            HagglingDecoder.send(connection, Nbd.OPT_OWNER, ArbiterCodec.encode(owner, options.export()));
        }
        HagglingDecoder.send(connection, Nbd.OPT_GO, RequestEncoder.exportRequest(options.export()));
    }

    private void nowReachable(long reported) {
        retryMillis = FIRST_RETRY_MILLIS;
        lastHeardNanos = System.nanoTime();
        pulseOut = false;
        reachable = true;
        opened.complete(null);
        listener.reachable(true, reported);
    }

    private void startServing() {
        if (owner != null && knownInstance == 0) {
            knownInstance = instance; // nothing was written before: nothing to write again
        }
        if (owner != null && (instance != knownInstance || instance == heldInstance)) {
            state = State.HELD;
            heldInstance = instance;
        } else if (rewriting.isWanted()) {
            rewrite(); // the connection broke in the middle of it: once more from the beginning
        } else {
            serve();
        }
        nowReachable(owner == null ? 1 : instance);
    }

    private void rewrite() {
        state = State.REWRITING;
        send(REWRITE_COOKIE, rewriting.begin());
    }

    private void rewritten(DiskStatus status) {
        DiskRequest written = rewriting.written();
        if (status != DiskStatus.OK) {
            state = State.HELD;
            heldInstance = instance;
            listener.rewriteFailed(written, status);
        } else if (rewriting.next() == null) {
            rewriting.wants(List.of());
            serve();
        } else {
            send(REWRITE_COOKIE, rewriting.next());
        }
    }

    private void serve() {
        state = State.SERVING;
        pending.forEach(this::send);
    }

    private void send(long cookie, DiskRequest request) {
        connection.writeAndFlush(RequestEncoder.encode(connection.alloc(), cookie, request));
    }

    /** Shows the server that the owner lives, and finds out about a connection that is dead without saying so. */
    private void pulse(ChannelHandlerContext ctx) {
        if (ctx != connection || state == State.ENDED) {
            return;
        }
        long now = System.nanoTime();
        boolean owed = pulseOut || !pending.isEmpty() || rewriting.next() != null;
        if (owed && now - lastHeardNanos > options.silence().toNanos()) {
            lastFailure = "no answer for " + options.silence().toMillis() + " ms";
            ctx.close();
            return;
        }
        if (!pulseOut && now - lastHeardNanos >= options.pulse().toNanos() / 2) {
            pulseOut = true;
            if (state == State.STANDBY) {
                HagglingDecoder.send(ctx, Nbd.OPT_INFO, RequestEncoder.exportRequest(options.export()));
            } else if (state != State.BINDING) {
                send(PULSE_COOKIE, PULSE);
            }
        }
        schedulePulse(ctx);
    }

    private void schedulePulse(ChannelHandlerContext ctx) {
        connector.loop().schedule(() -> pulse(ctx), options.pulse().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Up to GO. */
    private final class Haggling implements Haggler {
        private boolean informed;

        @Override
        public void ready(ChannelHandlerContext ctx) {
            if (state == State.ENDED) {
                ctx.close();
                return;
            }
            connection = ctx;
            lastHeardNanos = System.nanoTime();
            schedulePulse(ctx);
            if (standby && owner == null) {
                HagglingDecoder.send(ctx, Nbd.OPT_INFO, RequestEncoder.exportRequest(options.export()));
            } else {
                bind();
            }
        }

        @Override
        public void reply(ChannelHandlerContext ctx, int option, int type, byte[] data) {
            lastHeardNanos = System.nanoTime();
            if (type < 0) {
                refused(option, type, new String(data, StandardCharsets.UTF_8));
            } else if (option == Nbd.OPT_OWNER && type == Nbd.REP_OWNER) {
                instance = ArbiterCodec.decodeInstance(data);
            } else if (type == Nbd.REP_INFO) {
                info(data);
            } else if (type == Nbd.REP_ACK && option == Nbd.OPT_INFO) {
                standby();
            } else if (type == Nbd.REP_ACK && option == Nbd.OPT_GO) {
                expectSize();
                if (owner != null && instance == 0) {
                    throw new ProtocolViolation("the server serves an owner that it did not bind");
                }
                ctx.pipeline().get(HagglingDecoder.class).transmit(ctx, new ReplyDecoder(new Answers()));
            } else {
                throw new ProtocolViolation("reply type " + type + " to option " + option);
            }
        }

        private void standby() {
            pulseOut = false;
            if (informed) {
                return;
            }
            expectSize();
            informed = true;
            if (owner != null) { // owned while it was connecting
                bind();
            } else {
                state = State.STANDBY;
                nowReachable(0);
            }
        }

        private void expectSize() {
            if (capacity == 0) {
                throw new ProtocolViolation("the server did not say the export's size");
            }
        }

        private void refused(int option, int type, String text) {
            if (option == Nbd.OPT_OWNER && type == Nbd.REP_ERR_POLICY) {
                end(text);
            } else {
                lastFailure = text.isEmpty() ? "the server refuses option " + option : text;
                opened.completeExceptionally(new IOException(lastFailure)); // no use trying again while it opens
                throw new ProtocolViolation(lastFailure);
            }
        }

        private void info(byte[] data) {
            long size = OptionData.exportSize(data);
            if (size < 0) {
                return; // others are advice
            }
            if (size == 0 || (capacity != 0 && capacity != size)) {
                throw new ProtocolViolation("the export has " + size + " bytes now, it had " + capacity);
            }
            capacity = size;
        }

        @Override
        public void lost(String reason) {
            NbdClient.this.lost(reason);
        }
    }

    /** After GO. */
    private final class Answers implements ReplyDecoder.Target {
        @Override
        public void begin(ChannelHandlerContext ctx) {
            connection = ctx;
            schedulePulse(ctx);
            startServing();
        }

        @Override
        public int dataLength(long cookie) {
            DiskRequest request = cookie == PULSE_COOKIE ? PULSE : pending.get(cookie);
            return request != null && request.kind() == DiskRequest.Kind.READ ? request.length() : 0;
        }

        @Override
        public void reply(long cookie, int error, byte[] data) {
            lastHeardNanos = System.nanoTime();
            if (error == Nbd.ESHUTDOWN && (owner != null || standby)) {
                // Fenced, or an older connection of this very owner: binding again tells which.
                throw new ProtocolViolation("the disk server's fence refused a request");
            } else if (cookie == PULSE_COOKIE) {
                pulseOut = false;
            } else if (cookie == REWRITE_COOKIE && rewriting.next() != null) {
                rewritten(RequestEncoder.statusOf(error));
            } else {
                DiskRequest request = pending.remove(cookie);
                if (request == null) {
                    throw new ProtocolViolation("an answer to request " + cookie + ", which is not pending");
                }
                listener.completed(request, RequestEncoder.statusOf(error), data);
            }
        }

        @Override
        public void lost(String reason) {
            NbdClient.this.lost(reason);
        }
    }
}
