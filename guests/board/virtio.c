#include "virtio.h"

#define SLOT(n) (0x10001000ul + 0x1000ul * (n))
#define SLOTS 8
#define MAGIC_VALUE 0x74726976 /* "virt" */

/* section 4.2.2 */
enum {
    MAGIC = 0x000, VERSION = 0x004, DEVICE_ID = 0x008,
    DEVICE_FEATURES = 0x010, DEVICE_FEATURES_SELECT = 0x014, DRIVER_FEATURES = 0x020, DRIVER_FEATURES_SELECT = 0x024,
    QUEUE_SELECT = 0x030, QUEUE_NUM_MAX = 0x034, QUEUE_NUM = 0x038, QUEUE_READY = 0x044, QUEUE_NOTIFY = 0x050,
    INTERRUPT_STATUS = 0x060, INTERRUPT_ACK = 0x064, STATUS = 0x070,
    QUEUE_DESC = 0x080, QUEUE_DRIVER = 0x090, QUEUE_DEVICE = 0x0a0, CONFIG_GENERATION = 0x0fc, CONFIG = 0x100,
};
enum { ACKNOWLEDGE = 1, DRIVER = 2, DRIVER_OK = 4, FEATURES_OK = 8, FAILED = 128 };

static uint32_t get(const struct virtio_device *device, uint32_t offset) { return read32(device->base + offset); }
static void set(struct virtio_device *device, uint32_t offset, uint32_t value) { write32(device->base + offset, value); }

static void set_address(struct virtio_device *device, uint32_t offset, const void *address) {
    set(device, offset, (uint32_t)(uintptr_t)address);
    set(device, offset + 4, (uint32_t)((uintptr_t)address >> 32));
}

/* The rings are read by the main program; the handler only takes the interrupt back. */
static void acknowledge_interrupt(void *context) {
    struct virtio_device *device = context;
    set(device, INTERRUPT_ACK, get(device, INTERRUPT_STATUS));
}

static bool find(struct virtio_device *device, uint32_t kind) {
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        device->base = SLOT(slot);
        device->interrupt = 1 + slot;
        if (get(device, MAGIC) != MAGIC_VALUE || get(device, DEVICE_ID) != kind) {
            continue;
        }
        if (get(device, VERSION) == 2) {
            return true;
        }
        print("warning: virtio device %u in slot %u has version %u, not 2: not used\n", (uint64_t)kind, (uint64_t)slot,
              (uint64_t)get(device, VERSION));
    }
    device->base = 0;
    return false;
}

/* section 3.1.1, steps 1 to 6 */
bool virtio_open(struct virtio_device *device, uint32_t kind, uint64_t wanted) {
    if (!find(device, kind)) {
        return false;
    }
    set(device, STATUS, 0);
    set(device, STATUS, ACKNOWLEDGE);
    set(device, STATUS, ACKNOWLEDGE | DRIVER);
    uint64_t offered = 0;
    for (uint32_t half = 0; half < 2; half++) {
        set(device, DEVICE_FEATURES_SELECT, half);
        offered |= (uint64_t)get(device, DEVICE_FEATURES) << 32 * half;
    }
    device->features = offered & (wanted | VIRTIO_VERSION_1);
    for (uint32_t half = 0; half < 2; half++) {
        set(device, DRIVER_FEATURES_SELECT, half);
        set(device, DRIVER_FEATURES, (uint32_t)(device->features >> 32 * half));
    }
    set(device, STATUS, ACKNOWLEDGE | DRIVER | FEATURES_OK);
    if ((offered & VIRTIO_VERSION_1) == 0 || (get(device, STATUS) & FEATURES_OK) == 0) {
        set(device, STATUS, FAILED);
        device->base = 0;
        print("warning: virtio device %u refused its features\n", (uint64_t)kind);
        return false;
    }
    return true;
}

bool virtqueue_attach(struct virtqueue *queue, struct virtio_device *device, uint16_t number, uint16_t size) {
    set(device, QUEUE_SELECT, number);
    if (get(device, QUEUE_NUM_MAX) < size) {
        print("warning: virtio queue %u holds less than %u\n", (uint64_t)number, (uint64_t)size);
        return false;
    }
    queue->device = device;
    queue->number = number;
    queue->size = size;
    set(device, QUEUE_NUM, size);
    set_address(device, QUEUE_DESC, queue->descriptors);
    set_address(device, QUEUE_DRIVER, &queue->available);
    set_address(device, QUEUE_DEVICE, &queue->used);
    set(device, QUEUE_READY, 1);
    return true;
}

void virtio_go(struct virtio_device *device) {
    plic_attach(device->interrupt, acknowledge_interrupt, device);
    set(device, STATUS, get(device, STATUS) | DRIVER_OK);
}

uint8_t virtio_config8(const struct virtio_device *device, uint32_t offset) {
    return *(volatile uint8_t *)(device->base + CONFIG + offset);
}

uint64_t virtio_config64(const struct virtio_device *device, uint32_t offset) {
    uint32_t generation;
    uint64_t value;
    do { /* section 2.5.3: the two halves belong together when the generation stood still */
        generation = get(device, CONFIG_GENERATION);
        value = get(device, CONFIG + offset) | (uint64_t)get(device, CONFIG + offset + 4) << 32;
    } while (generation != get(device, CONFIG_GENERATION));
    return value;
}

void virtqueue_add(struct virtqueue *queue, uint16_t head) {
    queue->available.ring[queue->made_available++ % queue->size] = head;
}

void virtqueue_publish(struct virtqueue *queue) {
    asm volatile("fence rw, w" ::: "memory"); /* ring and buffers before the index (section 2.7.13.3.1) */
    queue->available.index = queue->made_available;
    asm volatile("fence w, o" ::: "memory");
    set(queue->device, QUEUE_NOTIFY, queue->number);
}

void virtqueue_silence(struct virtqueue *queue) { queue->available.flags = 1; }

bool virtqueue_has_used(const struct virtqueue *queue) { return queue->used.index != queue->seen_used; }

int virtqueue_take(struct virtqueue *queue, uint32_t *length) {
    if (!virtqueue_has_used(queue)) {
        return -1;
    }
    asm volatile("fence r, rw" ::: "memory"); /* the index before what it covers */
    uint16_t at = queue->seen_used++ % queue->size;
    uint32_t head = queue->used.ring[at].id;
    *length = queue->used.ring[at].length;
    return head < queue->size ? (int)head : -2;
}
