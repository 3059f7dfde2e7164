#include "net.h"

#define MAC_FEATURE (1ull << 5)
#define BUFFERS QUEUE_SIZE_MAX
enum { RECEIVE_QUEUE = 0, TRANSMIT_QUEUE = 1 };

/* Before each frame, in both directions (section 5.1.6): all zeros without offloads. */
struct packet {
    uint8_t header[12];
    uint8_t frame[2048 - 12];
};

static struct virtio_device device;
static struct virtqueue receive_queue, transmit_queue;
static struct packet received[BUFFERS], transmitted[BUFFERS];
static uint8_t address[6];
static uint16_t free_buffers[BUFFERS], free_count;
static uint16_t added; /* to the transmit queue since the last flush */
static int current = -1; /* received packet in the main program's hands */

bool net_open(void) {
    if (!virtio_open(&device, VIRTIO_NET, MAC_FEATURE) || !virtqueue_attach(&receive_queue, &device, RECEIVE_QUEUE, BUFFERS) ||
        !virtqueue_attach(&transmit_queue, &device, TRANSMIT_QUEUE, BUFFERS)) {
        return false;
    }
    static const uint8_t fallback[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56};
    for (uint32_t i = 0; i < sizeof address; i++) {
        address[i] = device.features & MAC_FEATURE ? virtio_config8(&device, i) : fallback[i];
    }
    for (uint16_t i = 0; i < BUFFERS; i++) {
        receive_queue.descriptors[i] =
            (struct descriptor){(uint64_t)&received[i], sizeof received[i], DESCRIPTOR_WRITE, 0};
        virtqueue_add(&receive_queue, i);
        free_buffers[free_count++] = i;
    }
    virtqueue_silence(&transmit_queue); /* sent buffers are gathered when one is needed */
    virtio_go(&device);
    virtqueue_publish(&receive_queue);
    return true;
}

const uint8_t *net_address(void) { return address; }

bool net_has_received(void) { return device.base != 0 && virtqueue_has_used(&receive_queue); }

const uint8_t *net_receive(size_t *size) {
    uint32_t length;
    current = virtqueue_take(&receive_queue, &length);
    if (current < 0) {
        return NULL;
    }
    size_t header = sizeof received[current].header;
    *size = length < header || length > sizeof(struct packet) ? 0 : length - header;
    return received[current].frame;
}

void net_release(void) {
    virtqueue_add(&receive_queue, (uint16_t)current);
    virtqueue_publish(&receive_queue);
    current = -1;
}

static void gather_sent(void) {
    uint32_t length;
    for (int index; (index = virtqueue_take(&transmit_queue, &length)) != -1;) {
        if (index >= 0 && free_count < BUFFERS) {
            free_buffers[free_count++] = (uint16_t)index;
        }
    }
}

uint8_t *net_buffer(void) {
    gather_sent();
    return free_count == 0 ? NULL : transmitted[free_buffers[--free_count]].frame;
}

static uint16_t index_of(const uint8_t *buffer) {
    return (uint16_t)((buffer - (const uint8_t *)transmitted) / (ptrdiff_t)sizeof(struct packet));
}

void net_send(uint8_t *buffer, size_t size) {
    uint16_t index = index_of(buffer);
    size_t whole = sizeof transmitted[index].header + size;
    transmit_queue.descriptors[index] = (struct descriptor){(uint64_t)&transmitted[index], (uint32_t)whole, 0, 0};
    virtqueue_add(&transmit_queue, index);
    added++;
}

void net_discard(uint8_t *buffer) { free_buffers[free_count++] = index_of(buffer); }

void net_flush(void) {
    if (added > 0) {
        added = 0;
        virtqueue_publish(&transmit_queue);
    }
}

bool net_all_sent(void) {
    gather_sent();
    return free_count == BUFFERS;
}
