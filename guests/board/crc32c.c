/* CRC-32C (Castagnoli; RFC 3720, appendix B.4), a table of 256 made at first use. */
#include "board.h"

static uint32_t table[256];

static void make_table(void) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t crc = byte;
        for (int bit = 0; bit < 8; bit++) {
            crc = crc & 1 ? crc >> 1 ^ 0x82f63b78 : crc >> 1;
        }
        table[byte] = crc;
    }
}

uint32_t crc32c(const void *data, size_t size) {
    if (table[1] == 0) {
        make_table();
    }
    uint32_t crc = ~0u;
    for (const uint8_t *byte = data; size > 0; size--, byte++) {
        crc = crc >> 8 ^ table[(crc ^ *byte) & 0xff];
    }
    return ~crc;
}
