package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.log.DiskStatus;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * virtio block device (virtio 1.2, 5.2) with one queue.
 *
 * <pre>
 *   request: u32 type, u32 reserved, u64 sector, data to write │ room for data read, u8 status
 * </pre>
 *
 * A request is captured when it is issued, data and destinations, and waits as state until its completion is a log event;
 * then data, status, used ring and interrupt change in one go. Ids count since the life began. A driver's reset forgets
 * the destinations, not the requests: the disk carries them out all the same, so they are issued again at go-live, and
 * their completions are told to nobody.
 *
 * <p>A driver that does not accept FLUSH expects completed writes to be durable (5.2.6.2), so each of its writes is
 * followed by a flush here before it is told. That flush is issued while a log event is applied.
 */
public final class VirtioBlock extends VirtioMmio {
    /** Bytes of the largest read or write. */
    public static final int MAX_TRANSFER = DiskRequest.MAX_DATA;

    private static final int SECTOR = 512;
    private static final int HEADER_SIZE = 16;
    private static final int SERIAL_SIZE = 20;

    private static final long SIZE_MAX = 1L << 1;
    private static final long SEG_MAX = 1L << 2;
    private static final long READ_ONLY = 1L << 5;
    private static final long BLK_SIZE = 1L << 6;
    private static final long FLUSH = 1L << 9;
    private static final long DISCARD = 1L << 13;
    private static final long WRITE_ZEROES = 1L << 14;

    /** Segments and bytes of each: together the largest transfer. */
    private static final int MAX_SEGMENTS = 32;

    private static final int MAX_SEGMENT_SIZE = MAX_TRANSFER / MAX_SEGMENTS;

    private static final int TYPE_IN = 0;
    private static final int TYPE_OUT = 1;
    private static final int TYPE_FLUSH = 4;
    private static final int TYPE_GET_ID = 8;
    private static final int TYPE_DISCARD = 11;
    private static final int TYPE_WRITE_ZEROES = 13;

    private static final int STATUS_OK = 0;
    private static final int STATUS_IO_ERROR = 1;
    private static final int STATUS_UNSUPPORTED = 2;

    /** Far over what a queue of 256 descriptors holds, twice: only a driver that breaks the rules gets there. */
    private static final int MAX_PENDING = 2 * SplitQueue.MAX_SIZE;

    private static final int MAX_PENDING_BYTES = 64 << 20;
    private static final int FORGOTTEN = -1;

    private final OutputPort output;
    private final long sectors;
    private final boolean readOnly;
    private final byte[] serial;

    private final TreeMap<Long, Pending> pending = new TreeMap<>();
    private final UnsyncedWrites unsynced = new UnsyncedWrites();
    private long nextId;
    private long pendingBytes;

    /**
     * @param head of the chain, or {@link #FORGOTTEN}
     * @param target the writable part of the chain: room for data, then the status byte
     * @param mark for a flush: what it covers
     */
    private record Pending(DiskRequest request, int head, BufferList target, long mark) {}

    /**
     * @param capacity bytes, a multiple of 512
     * @param serial what GET_ID answers, at most 20 ASCII characters
     */
    public VirtioBlock(
            GuestMemory memory, InterruptLine line, OutputPort output, long capacity, boolean readOnly, String serial) {
        super(memory, line, 2, features(readOnly), configuration(capacity), 1, SplitQueue.MAX_SIZE);
        this.output = output;
        this.sectors = capacity / SECTOR;
        this.readOnly = readOnly;
        this.serial = Arrays.copyOf(serial.getBytes(StandardCharsets.US_ASCII), SERIAL_SIZE);
    }

    private static long features(boolean readOnly) {
        return SIZE_MAX | SEG_MAX | BLK_SIZE | FLUSH | (readOnly ? READ_ONLY : DISCARD | WRITE_ZEROES);
    }

    /** 5.2.4; geometry, topology and the number of queues are not offered and left 0. */
    private static byte[] configuration(long capacity) {
        if (capacity < 0 || capacity % SECTOR != 0) {
            throw new IllegalArgumentException("a capacity of " + capacity + " bytes is no multiple of " + SECTOR);
        }
        int maxRange = DiskRequest.MAX_RANGE / SECTOR;
        ByteWriter out = new ByteWriter(64);
        out.u64(capacity / SECTOR)
                .u32(MAX_SEGMENT_SIZE)
                .u32(MAX_SEGMENTS)
                .u32(0)
                .u32(SECTOR);
        out.u64(0).u32(0);
        out.u32(maxRange).u32(1).u32(8); // discard: sectors, segments, alignment in sectors
        out.u32(maxRange).u32(1).u8(1).u8(0).u16(0); // zeroes: sectors, segments, may unmap
        return out.toByteArray();
    }

    // ---- what the machine asks and applies --------------------------------------------------------------------------

    /**
     * The event DiskCompleted is applied: data, status, used ring and interrupt in one go.
     *
     * @param data what a successful read read, else empty
     */
    public void completed(long id, DiskStatus status, byte[] data) {
        Pending done = pending.get(id);
        int expected = done != null && status == DiskStatus.OK && done.request.kind() == DiskRequest.Kind.READ
                ? done.request.length()
                : 0;
        if (done == null || data.length != expected) {
            throw new IllegalStateException("disk request " + id + " is answered " + status + " with " + data.length
                    + " bytes, " + (done == null ? "but there is none" : "not " + expected));
        }
        pending.remove(id);
        pendingBytes -= done.request.data().length;
        if (status == DiskStatus.OK) {
            remember(done);
        }
        if (done.head == FORGOTTEN) {
            return;
        }
        if (status == DiskStatus.OK && done.request.kind().isOutput() && !hasFeature(FLUSH)) {
            issue(DiskRequest.Kind.FLUSH, 0, 0, new byte[0], done.head, done.target);
        } else {
            done.target.write(0, data, 0, data.length);
            answer(done.head, done.target, status == DiskStatus.OK ? STATUS_OK : STATUS_IO_ERROR, data.length);
        }
    }

    private void remember(Pending done) {
        if (done.request.kind().isOutput()) {
            unsynced.add(done.request);
        } else if (done.request.kind() == DiskRequest.Kind.FLUSH) {
            unsynced.flushed(done.mark);
        }
    }

    /** Requests issued and not completed, in issue order: what a new owner issues again. */
    public Collection<DiskRequest> pending() {
        return pending.values().stream().map(Pending::request).toList();
    }

    /** Completed changes not covered by a completed flush, in completion order (rule Unsynced writes). */
    public List<DiskRequest> unsynced() {
        return unsynced.list();
    }

    /**
     * The same, but for what is durable by a flush that the disk has answered, although no entry says so yet.
     *
     * @param answered ids of the pending requests that were answered well
     */
    public List<DiskRequest> unsynced(Collection<Long> answered) {
        long mark = answered.stream()
                .map(pending::get)
                .filter(one -> one != null && one.request.kind() == DiskRequest.Kind.FLUSH)
                .mapToLong(Pending::mark)
                .max()
                .orElse(0);
        return unsynced.listAfter(mark);
    }

    /** Memory that {@link #unsynced} holds: data plus 64 bytes a request. */
    public long unsyncedBytes() {
        return unsynced.bytes();
    }

    /**
     * What an owner's own flush, issued now, makes durable: the {@code belowId} to log as Stable when it is answered. All
     * changes below it are completed now; changes with higher ids may be too, but are kept.
     */
    public long flushBound() {
        for (Pending request : pending.values()) {
            if (request.request.kind().isOutput()) {
                return request.request.id();
            }
        }
        return nextId;
    }

    /** The event Stable is applied: completed changes with ids below are durable. */
    public void stable(long belowId) {
        unsynced.stable(belowId);
    }

    // ---- requests ---------------------------------------------------------------------------------------------------

    @Override
    boolean servesOnNotify(int queue) {
        return true;
    }

    @Override
    void serve(int queue, DescriptorChain chain) throws RingViolation {
        if (chain.readable.size() < HEADER_SIZE || chain.writable.isEmpty()) {
            throw new RingViolation("chain " + chain.head + " has " + chain.readable.size() + " bytes to read and "
                    + chain.writable.size() + " to write, a disk request needs " + HEADER_SIZE + " and 1");
        }
        if (pending.size() >= MAX_PENDING || pendingBytes >= MAX_PENDING_BYTES) {
            throw new RingViolation(pending.size() + " disk requests with " + pendingBytes
                    + " bytes are pending, the limits" + " are " + MAX_PENDING + " and " + MAX_PENDING_BYTES);
        }
        byte[] header = new byte[HEADER_SIZE];
        chain.readable.read(0, header, 0, HEADER_SIZE);
        ByteReader in = new ByteReader(header);
        int type = in.u32();
        in.u32();
        int status = begin(type, in.u64(), chain);
        if (status >= 0) {
            answer(chain.head, chain.writable, status, 0);
        }
    }

    /** Issues the request, or answers it; returns a status byte that is still to be answered, or -1. */
    private int begin(int type, long sector, DescriptorChain chain) {
        switch (type) {
            case TYPE_IN:
                return beginRead(sector, chain);
            case TYPE_OUT:
                return beginWrite(sector, chain);
            case TYPE_FLUSH:
                return issue(DiskRequest.Kind.FLUSH, 0, 0, new byte[0], chain.head, chain.writable.copy());
            case TYPE_GET_ID:
                return answerSerial(chain);
            case TYPE_DISCARD:
                return hasFeature(DISCARD) ? beginRange(DiskRequest.Kind.DISCARD, 0, chain) : STATUS_UNSUPPORTED;
            case TYPE_WRITE_ZEROES:
                return hasFeature(WRITE_ZEROES)
                        ? beginRange(DiskRequest.Kind.WRITE_ZEROES, 1, chain)
                        : STATUS_UNSUPPORTED;
            default:
                return STATUS_UNSUPPORTED;
        }
    }

    private int beginRead(long sector, DescriptorChain chain) {
        long length = chain.writable.size() - 1;
        if (!isTransfer(sector, length)) {
            return STATUS_IO_ERROR;
        }
        return issue(DiskRequest.Kind.READ, sector, (int) length, new byte[0], chain.head, chain.writable.copy());
    }

    private int beginWrite(long sector, DescriptorChain chain) {
        long length = chain.readable.size() - HEADER_SIZE;
        if (readOnly || !isTransfer(sector, length)) {
            return STATUS_IO_ERROR;
        }
        byte[] data = new byte[(int) length];
        chain.readable.read(HEADER_SIZE, data, 0, data.length);
        return issue(DiskRequest.Kind.WRITE, sector, data.length, data, chain.head, chain.writable.copy());
    }

    /** One segment: u64 sector, u32 sectors, u32 flags. {@code flags}: those that are allowed. */
    private int beginRange(DiskRequest.Kind kind, int flags, DescriptorChain chain) {
        if (readOnly || chain.readable.size() != 2 * HEADER_SIZE) {
            return STATUS_IO_ERROR;
        }
        byte[] segment = new byte[HEADER_SIZE];
        chain.readable.read(HEADER_SIZE, segment, 0, HEADER_SIZE);
        ByteReader in = new ByteReader(segment);
        long sector = in.u64();
        long length = (in.u32() & 0xffff_ffffL) * SECTOR;
        if ((in.u32() & ~flags) != 0) {
            return STATUS_UNSUPPORTED;
        }
        if (length > DiskRequest.MAX_RANGE || !isOnDisk(sector, length)) {
            return STATUS_IO_ERROR;
        }
        return issue(kind, sector, (int) length, new byte[0], chain.head, chain.writable.copy());
    }

    private boolean isTransfer(long sector, long length) {
        return length % SECTOR == 0 && length <= MAX_TRANSFER && isOnDisk(sector, length);
    }

    private boolean isOnDisk(long sector, long length) {
        return length > 0 && sector >= 0 && sector <= sectors && length / SECTOR <= sectors - sector;
    }

    private int issue(DiskRequest.Kind kind, long sector, int length, byte[] data, int head, BufferList target) {
        DiskRequest request = new DiskRequest(nextId++, kind, sector * SECTOR, length, data);
        pending.put(request.id(), new Pending(request, head, target, unsynced.mark()));
        pendingBytes += data.length;
        output.disk(request);
        return -1;
    }

    private int answerSerial(DescriptorChain chain) {
        int length = (int) Math.min(SERIAL_SIZE, chain.writable.size() - 1);
        chain.writable.write(0, serial, 0, length);
        answer(chain.head, chain.writable, STATUS_OK, length);
        return -1;
    }

    /** {@code length}: bytes of data written, from the beginning; the status byte is the last of the target. */
    private void answer(int head, BufferList target, int status, int length) {
        target.write(target.size() - 1, new byte[] {(byte) status}, 0, 1);
        giveBack(0, head, target.size() - 1 == length ? length + 1 : length);
    }

    @Override
    void forgetChains() {
        pending.replaceAll(
                (id, request) -> new Pending(request.request, FORGOTTEN, new BufferList(memory), request.mark));
    }

    // ---- state ------------------------------------------------------------------------------------------------------

    @Override
    public void save(ByteWriter out) {
        save(out, true);
    }

    /** The data of writes is left out: it was output, whose checksum the log carries. */
    @Override
    public void digest(ByteWriter out) {
        save(out, false);
    }

    private void save(ByteWriter out, boolean withData) {
        super.save(out);
        out.flag(readOnly).raw(serial).u64(nextId).varint(pending.size());
        for (Pending request : pending.values()) {
            request.request.save(out, withData);
            out.u64(request.mark).flag(request.head != FORGOTTEN);
            if (request.head != FORGOTTEN) {
                out.u16(request.head);
                request.target.save(out);
            }
        }
        unsynced.save(out, withData);
    }

    @Override
    public void restore(ByteReader in) {
        super.restore(in);
        if (in.flag() != readOnly || !Arrays.equals(in.raw(SERIAL_SIZE), serial)) {
            throw new MalformedBytes("the snapshot's disk has another serial, or another idea of being read-only");
        }
        nextId = in.u64();
        pending.clear();
        pendingBytes = 0;
        for (int rest = in.count(MAX_PENDING, "pending disk requests"); rest > 0; rest--) {
            restorePending(in);
        }
        unsynced.restore(in);
    }

    private void restorePending(ByteReader in) {
        DiskRequest request = DiskRequest.restore(in);
        long mark = in.u64();
        boolean known = in.flag();
        int head = known ? in.u16() : FORGOTTEN;
        BufferList target = known ? BufferList.restore(in, memory) : new BufferList(memory);
        int room = request.kind() == DiskRequest.Kind.READ ? request.length() + 1 : 1;
        if (request.id() >= nextId || (known && (target.size() < room || !queue(0).isReady()))) {
            throw new MalformedBytes("pending disk request " + request + " does not fit");
        }
        pending.put(request.id(), new Pending(request, head, target, mark));
        pendingBytes += request.data().length;
    }
}
