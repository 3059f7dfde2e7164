#include "block.h"

#define FLUSH_FEATURE (1ull << 9)
enum { READ = 0, WRITE = 1, FLUSH = 4 };
enum { CAPACITY_FIELD = 0 };

static struct virtio_device device;
static struct virtqueue queue;
static uint64_t sectors;

/* What a request consists of: this, then data, then one status byte (section 5.2.6). */
static struct {
    uint32_t kind, reserved;
    uint64_t sector;
} header;
static volatile uint8_t status;

bool block_open(void) {
    if (!virtio_open(&device, VIRTIO_BLOCK, FLUSH_FEATURE) || !virtqueue_attach(&queue, &device, 0, 4)) {
        return false;
    }
    sectors = virtio_config64(&device, CAPACITY_FIELD);
    virtio_go(&device);
    return true;
}

uint64_t block_sectors(void) { return sectors; }
bool block_flushes(void) { return (device.features & FLUSH_FEATURE) != 0; }

static void describe(uint16_t index, volatile void *address, uint32_t length, uint16_t flags) {
    queue.descriptors[index] = (struct descriptor){(uint64_t)address, length, flags, (uint16_t)(index + 1)};
}

static bool request(uint32_t kind, uint64_t sector, void *data, uint32_t size) {
    header.kind = kind;
    header.sector = sector;
    status = 0xff;
    uint16_t last = 0;
    describe(last++, &header, sizeof header, DESCRIPTOR_NEXT);
    if (size > 0) {
        describe(last++, data, size, DESCRIPTOR_NEXT | (kind == READ ? DESCRIPTOR_WRITE : 0));
    }
    describe(last, &status, 1, DESCRIPTOR_WRITE);
    virtqueue_add(&queue, 0);
    virtqueue_publish(&queue);

    interrupts_off();
    while (!virtqueue_has_used(&queue)) {
        wait_for_interrupt();
        interrupts_on(); /* taken here */
        interrupts_off();
    }
    interrupts_on();
    uint32_t length;
    virtqueue_take(&queue, &length);
    return status == 0;
}

bool block_read(uint64_t sector, void *to, uint32_t size) { return request(READ, sector, to, size); }
bool block_write(uint64_t sector, const void *from, uint32_t size) {
    return request(WRITE, sector, (void *)from, size);
}
bool block_flush(void) { return !block_flushes() || request(FLUSH, 0, NULL, 0); }
