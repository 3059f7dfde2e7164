/* CRC-32 (IEEE 802.3) by a table, a byte a step: each load waits for the one before. */
#include "kernel.h"

#define BYTES (1 << 20)
#define PASSES 8
#define POLYNOMIAL 0xedb88320u
#define CRC 0xbaf5d059u /* of all passes, computed elsewhere */

static uint32_t table[256];
static uint8_t data[BYTES];

static void fill(void) {
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t entry = i;
        for (int bit = 0; bit < 8; bit++) {
            entry = (entry & 1) != 0 ? entry >> 1 ^ POLYNOMIAL : entry >> 1;
        }
        table[i] = entry;
    }
    uint64_t random = 1;
    for (uint32_t i = 0; i < BYTES; i++) {
        data[i] = (uint8_t)next_random(&random);
    }
}

bool kernel_round(void) {
    fill();
    uint32_t crc = ~0u;
    for (int pass = 0; pass < PASSES; pass++) {
        for (uint32_t i = 0; i < BYTES; i++) {
            crc = table[(crc ^ data[i]) & 255] ^ crc >> 8;
        }
    }
    return ~crc == CRC;
}
