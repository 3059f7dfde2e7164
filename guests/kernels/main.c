/*
 * One of the kernels, as many rounds as the kernel command line says ("rounds=40"), ROUNDS without. Before the first round
 * and after each a line with the instructions so far: whoever reads the console takes the time between two of them.
 */
#include "kernel.h"

#define ROUNDS 10
#define STATUS_FLOATING_POINT_ON (1u << 13) /* mstatus.FS = initial (privileged spec 3.1.6.6) */
#define TREE_MAGIC 0xd00dfeedu
#define TREE_BYTES_MAX (1u << 20)

static uint32_t big_endian(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* The command line is a property of the device tree; only these kernels' argument has this name, so it is found as text. */
static uint64_t rounds_asked(const uint8_t *tree) {
    static const char name[] = "rounds=";
    if (big_endian(tree) != TREE_MAGIC || big_endian(tree + 4) > TREE_BYTES_MAX) {
        return ROUNDS;
    }
    const uint8_t *end = tree + big_endian(tree + 4) - sizeof name;
    for (const uint8_t *at = tree; at < end; at++) {
        if (memcmp(at, name, sizeof name - 1) == 0) {
            uint64_t rounds = 0;
            for (at += sizeof name - 1; *at >= '0' && *at <= '9'; at++) {
                rounds = rounds * 10 + (*at - '0');
            }
            return rounds;
        }
    }
    return ROUNDS;
}

static uint64_t instructions(void) {
    uint64_t count;
    __asm__ volatile("rdinstret %0" : "=r"(count));
    return count;
}

int main(int hart, const uint8_t *device_tree) {
    (void)hart;
    __asm__ volatile("csrs mstatus, %0" : : "r"(STATUS_FLOATING_POINT_ON));
    uart_start();
    uint64_t rounds = rounds_asked(device_tree);
    for (uint64_t round = 0;; round++) {
        print("round %u of %u at %u\n", round, rounds, instructions());
        if (round == rounds) {
            return 0;
        }
        if (!kernel_round()) {
            print("the result of a round was wrong\n");
            return 1;
        }
    }
}
