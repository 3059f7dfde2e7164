package dev.understudy.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A named image, the threads that do its I/O, and the fence of the VM that it is bound to. Requests of all connections
 * run side by side and end in any order, as NBD allows: a FLUSH covers the writes that were answered before it came.
 */
final class Export {
    private static final int THREADS = 4;
    /** Extents in one reply. */
    private static final int MAX_EXTENTS = 4096;

    private final DiskExport definition;
    private final BlockImage image;
    private final VmArbiter arbiter;
    private final ExecutorService workers;
    private final AtomicInteger connections = new AtomicInteger();

    /** @param arbiter of the VM that the export is bound to; null if none */
    Export(DiskExport definition, BlockImage image, VmArbiter arbiter) {
        this.definition = definition;
        this.image = image;
        this.arbiter = arbiter;
        AtomicInteger count = new AtomicInteger();
        this.workers = Executors.newFixedThreadPool(
                THREADS, task -> new Thread(task, "disk-" + definition.name() + "-" + count.incrementAndGet()));
    }

    String name() {
        return definition.name();
    }

    long size() {
        return image.size();
    }

    VmArbiter arbiter() {
        return arbiter;
    }

    /** What GO announces. An owner has one connection an export, so only plain clients are told of several. */
    int transmissionFlags(Session session, boolean structured) {
        boolean plain = session.owner() == null;
        return Nbd.HAS_FLAGS
                | Nbd.SEND_FLUSH
                | Nbd.SEND_FUA
                | Nbd.SEND_TRIM
                | Nbd.SEND_WRITE_ZEROES
                | (structured ? Nbd.SEND_DF : 0)
                | (plain ? Nbd.CAN_MULTI_CONN : 0)
                | (plain && readOnlyForPlainClients() ? Nbd.READ_ONLY : 0);
    }

    private boolean readOnlyForPlainClients() {
        return arbiter != null && arbiter.fence().readOnlyForPlainClients();
    }

    void connected() {
        connections.incrementAndGet();
    }

    void disconnected(Session session) {
        connections.decrementAndGet();
        if (session.owner() != null) {
            arbiter.fence().detach(session);
        }
    }

    /** What becomes of a request. {@code close}: the session was fenced, the connection ends after the reply. */
    record Outcome(ByteBuf reply, boolean close) {}

    /** Runs a checked request on a worker. */
    void execute(Runnable task) {
        workers.execute(task);
    }

    /** Does a checked request, on a worker. {@code payload}: what WRITE writes, else null; not released here. */
    Outcome apply(Session session, NbdRequest request, ByteBuf payload, Replies replies) {
        try {
            ByteBuf reply = null;
            int refusal = enter(session, request);
            try {
                if (refusal == Nbd.OK) {
                    reply = fencedPart(request, payload, replies);
                }
            } finally {
                leave();
            }
            if (refusal != Nbd.OK) {
                return new Outcome(replies.error(request, refusal, refusalText(refusal)), refusal == Nbd.ESHUTDOWN);
            }
            // Durability changes nothing that a newer owner could see, so a fence need not wait for a slow sync.
            if (request.type() == Nbd.CMD_FLUSH || (request.changesDisk() && request.has(Nbd.CMD_FLAG_FUA))) {
                image.flush();
            }
            return new Outcome(reply == null ? replies.done(request) : reply, false);
        } catch (IOException e) {
            return new Outcome(replies.error(request, errorOf(e), String.valueOf(e.getMessage())), false);
        }
    }

    private ByteBuf fencedPart(NbdRequest request, ByteBuf payload, Replies replies) throws IOException {
        switch (request.type()) {
            case Nbd.CMD_READ -> {
                return replies.data(request, image);
            }
            case Nbd.CMD_WRITE -> image.write(payload.nioBuffer(), request.offset());
            case Nbd.CMD_WRITE_ZEROES -> image.zero(request.offset(), request.length());
            case Nbd.CMD_BLOCK_STATUS -> {
                int limit = request.has(Nbd.CMD_FLAG_REQ_ONE) ? 1 : MAX_EXTENTS;
                return replies.extents(request, image.extents(request.offset(), request.length(), limit));
            }
            default -> {} // FLUSH syncs outside the fence; TRIM is advice that plain Java cannot take
        }
        return null;
    }

    private int enter(Session session, NbdRequest request) {
        if (arbiter == null) {
            return Nbd.OK;
        }
        arbiter.fence().enter();
        return arbiter.fence().admit(session, request.changesDisk());
    }

    private void leave() {
        if (arbiter != null) {
            arbiter.fence().leave();
        }
    }

    private String refusalText(int refusal) {
        return refusal == Nbd.EPERM
                ? "a life of VM " + arbiter.vm() + " runs on this export: read-only"
                : "another owner of VM " + arbiter.vm() + " lives";
    }

    /** Java gives the operating system's words, not its number. */
    private static int errorOf(IOException e) {
        String message = String.valueOf(e.getMessage());
        boolean full = message.contains("No space left")
                || message.contains("quota exceeded")
                || message.contains("File too large");
        return full ? Nbd.ENOSPC : Nbd.EIO;
    }

    DiskStatusReport.Export status() {
        return new DiskStatusReport.Export(
                name(), size(), definition.vm(), connections.get(), readOnlyForPlainClients());
    }

    /** Ends what is in progress, syncs, and gives the file free. Workers are never interrupted: that closes files. */
    void close() throws IOException {
        workers.shutdown();
        try {
            if (!workers.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new IOException("export " + name() + ": requests still run after 30 s");
            }
            image.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("export " + name() + ": interrupted while it closed", e);
        } finally {
            image.close();
        }
    }
}
