/*
 * virtio 1.2 over MMIO (section 4.2), split rings (section 2.7), little-endian like this hart. Legacy devices (version 1)
 * are not driven: qemu needs -global virtio-mmio.force-legacy=false.
 */
#ifndef VIRTIO_H
#define VIRTIO_H

#include "board.h"

enum { VIRTIO_NET = 1, VIRTIO_BLOCK = 2, VIRTIO_ENTROPY = 4 }; /* section 5, device numbers */
enum { DESCRIPTOR_NEXT = 1, DESCRIPTOR_WRITE = 2 };
#define VIRTIO_VERSION_1 (1ull << 32)

struct virtio_device {
    uintptr_t base; /* 0: no such device */
    uint32_t interrupt;
    uint64_t features;
};

#define QUEUE_SIZE_MAX 64

struct descriptor {
    uint64_t address;
    uint32_t length;
    uint16_t flags;
    uint16_t next;
};

/* One ring; the owner of the queue says what a descriptor's index means. Never moved once attached. */
struct virtqueue {
    struct descriptor descriptors[QUEUE_SIZE_MAX] __attribute__((aligned(16)));
    struct {
        volatile uint16_t flags, index;
        volatile uint16_t ring[QUEUE_SIZE_MAX];
    } available __attribute__((aligned(2)));
    struct {
        volatile uint16_t flags, index;
        struct {
            volatile uint32_t id, length;
        } ring[QUEUE_SIZE_MAX];
    } used __attribute__((aligned(4)));
    struct virtio_device *device;
    uint16_t number, size, made_available, seen_used;
};

/* Finds the device in the slots and negotiates: version 1 and those of wanted that it offers. False: none or refused. */
bool virtio_open(struct virtio_device *device, uint32_t kind, uint64_t wanted);
bool virtqueue_attach(struct virtqueue *queue, struct virtio_device *device, uint16_t number, uint16_t size);
void virtio_go(struct virtio_device *device); /* the queues stand: DRIVER_OK, interrupts on */
uint8_t virtio_config8(const struct virtio_device *device, uint32_t offset);
uint64_t virtio_config64(const struct virtio_device *device, uint32_t offset);

void virtqueue_add(struct virtqueue *queue, uint16_t head); /* seen by the device only with the next publish */
void virtqueue_publish(struct virtqueue *queue);            /* all that was added, then one notification */
void virtqueue_silence(struct virtqueue *queue);            /* asks for no interrupt on used buffers */
bool virtqueue_has_used(const struct virtqueue *queue);
/* The next used buffer's head, its length in *length; -1 when there is none, -2 when the device wrote nonsense. */
int virtqueue_take(struct virtqueue *queue, uint32_t *length);

#endif
