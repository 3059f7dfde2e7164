package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import java.util.Arrays;

/**
 * virtio 1.2 over MMIO, version 2 (section 4.2): registers, handshake, queues and interrupt that all virtio devices share.
 * What a queue's chains mean is the subclass's.
 *
 * <p>Used rings change in two moments only: during the store to QueueNotify, and when a log event is applied. A driver that
 * breaks the rules of a queue gets DEVICE_NEEDS_RESET and a configuration interrupt; nothing more happens until it resets
 * the device. Registers are read and written as 32 bits, the configuration space in any size; anything else reads 0 and
 * ignores stores.
 */
public abstract sealed class VirtioMmio implements Device permits VirtioBlock, VirtioNet, VirtioEntropy {
    static final int MAGIC = 0x7472_6976;
    static final int MAGIC_VALUE = 0x000;
    static final int VERSION = 0x004;
    private static final int DEVICE_ID = 0x008;
    private static final int VENDOR_ID = 0x00c;
    private static final int DEVICE_FEATURES = 0x010;
    private static final int DEVICE_FEATURES_SELECT = 0x014;
    private static final int DRIVER_FEATURES = 0x020;
    private static final int DRIVER_FEATURES_SELECT = 0x024;
    private static final int QUEUE_SELECT = 0x030;
    private static final int QUEUE_SIZE_MAX = 0x034;
    private static final int QUEUE_SIZE = 0x038;
    private static final int QUEUE_READY = 0x044;
    private static final int QUEUE_NOTIFY = 0x050;
    private static final int INTERRUPT_STATUS = 0x060;
    private static final int INTERRUPT_ACKNOWLEDGE = 0x064;
    private static final int STATUS = 0x070;
    private static final int QUEUE_DESCRIPTORS = 0x080;
    private static final int QUEUE_AVAILABLE = 0x090;
    private static final int QUEUE_USED = 0x0a0;
    private static final int SHARED_MEMORY_FIRST = 0x0b0;
    private static final int SHARED_MEMORY_LAST = 0x0bc;
    private static final int CONFIGURATION = 0x100;

    private static final int FEATURES_OK = 8;
    private static final int DRIVER_OK = 4;
    private static final int NEEDS_RESET = 64;
    private static final int FAILED = 128;

    private static final int USED_BUFFER = 1;
    private static final int CONFIGURATION_CHANGED = 2;

    private static final int VENDOR = 0x5344_4e55;
    private static final long VERSION_1 = 1L << 32;

    final GuestMemory memory;
    private final InterruptLine line;
    private final int deviceId;
    private final long features;
    private final byte[] configuration;
    private final SplitQueue[] queues;

    private int deviceFeaturesSelect;
    private int driverFeaturesSelect;
    private long driverFeatures;
    private int queueSelect;
    private int interruptStatus;
    private int status;
    private String violation = "";

    VirtioMmio(
            GuestMemory memory,
            InterruptLine line,
            int deviceId,
            long features,
            byte[] configuration,
            int queueCount,
            int queueSize) {
        this.memory = memory;
        this.line = line;
        this.deviceId = deviceId;
        this.features = features | VERSION_1;
        this.configuration = configuration;
        this.queues = new SplitQueue[queueCount];
        for (int index = 0; index < queueCount; index++) {
            queues[index] = new SplitQueue(memory, queueSize);
        }
    }

    // ---- what a device adds -----------------------------------------------------------------------------------------

    /** True if a notification consumes the queue's chains; false where they wait for an event. */
    abstract boolean servesOnNotify(int queue);

    /** Handles one chain that the driver made available. */
    abstract void serve(int queue, DescriptorChain chain) throws RingViolation;

    /** The driver gave up all chains: what completes later is told to nobody. */
    abstract void forgetChains();

    // ---- what a device uses -----------------------------------------------------------------------------------------

    final SplitQueue queue(int index) {
        return queues[index];
    }

    final boolean hasFeature(long feature) {
        return (driverFeatures & feature) != 0;
    }

    /** The driver has set up the device and neither side has given up. */
    final boolean isLive() {
        return (status & (FEATURES_OK | DRIVER_OK | NEEDS_RESET | FAILED)) == (FEATURES_OK | DRIVER_OK);
    }

    /** Gives a chain back and interrupts, unless the driver polls. */
    final void giveBack(int queue, int head, int written) {
        queues[queue].giveBack(head, written);
        if (queues[queue].wantsInterrupt()) {
            interrupt(USED_BUFFER);
        }
    }

    final void fail(RingViolation cause) {
        violation = cause.getMessage();
        boolean told = (status & DRIVER_OK) != 0;
        status |= NEEDS_RESET;
        forgetChains();
        if (told) {
            interrupt(CONFIGURATION_CHANGED);
        }
    }

    /** How the driver last broke a queue's rules, empty if never: for people, no part of the state. */
    public final String violation() {
        return violation;
    }

    private void interrupt(int cause) {
        interruptStatus |= cause;
        line.set(true);
    }

    // ---- registers --------------------------------------------------------------------------------------------------

    @Override
    public final long load(int offset, int size) {
        if (offset >= CONFIGURATION) {
            return loadConfiguration(offset - CONFIGURATION, size);
        }
        return size == 4 ? loadRegister(offset) & 0xffff_ffffL : 0;
    }

    private long loadConfiguration(int offset, int size) {
        long value = 0;
        for (int index = 0; index < size && index < configuration.length - offset; index++) {
            value |= (configuration[offset + index] & 0xffL) << (index * 8);
        }
        return value;
    }

    private long loadRegister(int offset) {
        if (offset >= SHARED_MEMORY_FIRST && offset <= SHARED_MEMORY_LAST && offset % 4 == 0) {
            return -1; // no such region
        }
        return switch (offset) {
            case MAGIC_VALUE -> MAGIC;
            case VERSION -> 2;
            case DEVICE_ID -> deviceId;
            case VENDOR_ID -> VENDOR;
            case DEVICE_FEATURES -> half(features, deviceFeaturesSelect);
            case QUEUE_SIZE_MAX -> selected() == null ? 0 : selected().maxSize;
            case QUEUE_READY -> selected() != null && selected().isReady() ? 1 : 0;
            case INTERRUPT_STATUS -> interruptStatus;
            case STATUS -> status;
            default -> 0; // ConfigGeneration too: the configuration never changes
        };
    }

    private static long half(long value, int select) {
        return select == 0 ? value : select == 1 ? value >>> 32 : 0;
    }

    private SplitQueue selected() {
        return queueSelect >= 0 && queueSelect < queues.length ? queues[queueSelect] : null;
    }

    @Override
    public final void store(int offset, int size, long value) {
        if (size != 4) {
            return;
        }
        int word = (int) value;
        switch (offset) {
            case DEVICE_FEATURES_SELECT -> deviceFeaturesSelect = word;
            case DRIVER_FEATURES -> storeFeatures(word);
            case DRIVER_FEATURES_SELECT -> driverFeaturesSelect = word;
            case QUEUE_SELECT -> queueSelect = word;
            case QUEUE_NOTIFY -> notifyQueue(word);
            case INTERRUPT_ACKNOWLEDGE -> acknowledge(word);
            case STATUS -> storeStatus(word & 0xff);
            case QUEUE_READY -> storeReady(word);
            default -> storeQueueRegister(offset, word);
        }
    }

    private void storeFeatures(int word) {
        if ((status & FEATURES_OK) != 0 || (driverFeaturesSelect & ~1) != 0) {
            return;
        }
        long bits = word & 0xffff_ffffL;
        driverFeatures = driverFeaturesSelect == 0
                ? (driverFeatures & ~0xffff_ffffL) | bits
                : (driverFeatures & 0xffff_ffffL) | bits << 32;
    }

    /** A driver only adds bits; FEATURES_OK sticks only if the features can be had (3.1.1). */
    private void storeStatus(int value) {
        if (value == 0) {
            reset();
            return;
        }
        boolean acceptable = (driverFeatures & ~features) == 0 && (driverFeatures & VERSION_1) != 0;
        status |= value & ~NEEDS_RESET & (acceptable ? ~0 : ~FEATURES_OK);
    }

    private void acknowledge(int causes) {
        interruptStatus &= ~causes;
        line.set(interruptStatus != 0);
    }

    private void storeReady(int value) {
        SplitQueue queue = selected();
        if (queue == null) {
            return;
        }
        if ((value & 1) == 0) {
            queue.disable();
            forgetChains();
        } else if (!queue.isReady()) {
            try {
                queue.enable();
            } catch (RingViolation e) {
                fail(e);
            }
        }
    }

    private void storeQueueRegister(int offset, int word) {
        SplitQueue queue = selected();
        if (queue == null || queue.isReady()) {
            return;
        }
        switch (offset) {
            case QUEUE_SIZE -> queue.size = word & 0xffff_ffffL;
            case QUEUE_DESCRIPTORS -> queue.descriptors = withLow(queue.descriptors, word);
            case QUEUE_DESCRIPTORS + 4 -> queue.descriptors = withHigh(queue.descriptors, word);
            case QUEUE_AVAILABLE -> queue.available = withLow(queue.available, word);
            case QUEUE_AVAILABLE + 4 -> queue.available = withHigh(queue.available, word);
            case QUEUE_USED -> queue.used = withLow(queue.used, word);
            case QUEUE_USED + 4 -> queue.used = withHigh(queue.used, word);
            default -> {} // read only, or nothing there
        }
    }

    private static long withLow(long value, int word) {
        return (value & ~0xffff_ffffL) | (word & 0xffff_ffffL);
    }

    private static long withHigh(long value, int word) {
        return (value & 0xffff_ffffL) | (long) word << 32;
    }

    /** Serves what was available when the notification came, so the work is bounded by the queue's size. */
    private void notifyQueue(int index) {
        if (index < 0 || index >= queues.length || !isLive() || !servesOnNotify(index)) {
            return;
        }
        try {
            for (int rest = queues[index].waiting(); rest > 0; rest--) {
                serve(index, queues[index].take());
            }
        } catch (RingViolation e) {
            fail(e);
        }
    }

    // ---- state ------------------------------------------------------------------------------------------------------

    @Override
    public void reset() {
        deviceFeaturesSelect = 0;
        driverFeaturesSelect = 0;
        driverFeatures = 0;
        queueSelect = 0;
        interruptStatus = 0;
        status = 0;
        for (SplitQueue queue : queues) {
            queue.reset();
        }
        forgetChains();
        line.set(false);
    }

    /** The part that all devices share; a subclass saves its own after it. */
    @Override
    public void save(ByteWriter out) {
        out.u8(deviceId).u64(features).block(configuration);
        out.u32(deviceFeaturesSelect).u32(driverFeaturesSelect).u64(driverFeatures);
        out.u32(queueSelect).u8(interruptStatus).u8(status);
        for (SplitQueue queue : queues) {
            queue.save(out);
        }
    }

    @Override
    public void restore(ByteReader in) {
        expectConfiguration(in);
        deviceFeaturesSelect = in.u32();
        driverFeaturesSelect = in.u32();
        driverFeatures = in.u64();
        queueSelect = in.u32();
        interruptStatus = in.u8();
        status = in.u8();
        for (SplitQueue queue : queues) {
            queue.restore(in);
        }
        line.set(interruptStatus != 0);
    }

    private void expectConfiguration(ByteReader in) {
        int id = in.u8();
        long offered = in.u64();
        byte[] other = in.block(256, "configuration of a virtio device");
        if (id != deviceId || offered != features || !Arrays.equals(other, configuration)) {
            throw new MalformedBytes(
                    "the snapshot has virtio device " + id + " with another configuration, here is device " + deviceId);
        }
    }
}
