#include "entropy.h"

static struct virtio_device device;
static struct virtqueue queue;
static volatile uint16_t bits;

bool entropy_open(void) {
    if (!virtio_open(&device, VIRTIO_ENTROPY, 0) || !virtqueue_attach(&queue, &device, 0, 1)) {
        return false;
    }
    virtio_go(&device);
    return true;
}

int entropy_bits(void) {
    queue.descriptors[0] = (struct descriptor){(uint64_t)&bits, sizeof bits, DESCRIPTOR_WRITE, 0};
    virtqueue_add(&queue, 0);
    virtqueue_publish(&queue);
    interrupts_off();
    while (!virtqueue_has_used(&queue)) {
        wait_for_interrupt();
        interrupts_on();
        interrupts_off();
    }
    interrupts_on();
    uint32_t length;
    virtqueue_take(&queue, &length);
    return length == sizeof bits ? bits : -1;
}
