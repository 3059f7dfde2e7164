/*
 * Computing with a result known beforehand (sieve, sort, CRC-32C) and ten timer interrupts a second: what recording or
 * replicating costs a busy guest. Ends with code 1 when the result is wrong, so it checks the machine as well.
 */
#include "board.h"

#ifndef CPU_ROUNDS
#define CPU_ROUNDS 100
#endif
#define NUMBERS 65536
#define PRIMES_BELOW_NUMBERS 6542
#define SORTED_CRC 0xac14d500 /* of the sorted array that seed 1 gives, computed elsewhere */

static uint8_t composite[NUMBERS];
static uint32_t values[16384];
#define VALUES (sizeof values / sizeof values[0])

static uint32_t count_primes(void) {
    memset(composite, 0, sizeof composite);
    uint32_t primes = 0;
    for (uint32_t n = 2; n < NUMBERS; n++) {
        if (!composite[n]) {
            primes++;
            for (uint32_t multiple = 2 * n; multiple < NUMBERS; multiple += n) {
                composite[multiple] = 1;
            }
        }
    }
    return primes;
}

static void sift(uint32_t root, uint32_t size) {
    for (uint32_t child; (child = 2 * root + 1) < size; root = child) {
        if (child + 1 < size && values[child] < values[child + 1]) {
            child++;
        }
        if (values[root] >= values[child]) {
            return;
        }
        uint32_t swap = values[root];
        values[root] = values[child];
        values[child] = swap;
    }
}

static void heap_sort(void) {
    for (uint32_t root = VALUES / 2; root-- > 0;) {
        sift(root, VALUES);
    }
    for (uint32_t size = VALUES - 1; size > 0; size--) {
        uint32_t swap = values[0];
        values[0] = values[size];
        values[size] = swap;
        sift(0, size);
    }
}

static uint32_t sorted_crc(void) {
    uint64_t random = 1;
    for (uint32_t i = 0; i < VALUES; i++) {
        random = random * 6364136223846793005ull + 1442695040888963407ull;
        values[i] = (uint32_t)(random >> 33);
    }
    heap_sort();
    return crc32c(values, sizeof values);
}

int main(void) {
    uart_start();
    timer_start(TICKS_PER_SECOND / 10);
    interrupts_on();
    for (int round = 0; round < CPU_ROUNDS; round++) {
        uint32_t primes = count_primes(), crc = sorted_crc();
        if (primes != PRIMES_BELOW_NUMBERS || crc != SORTED_CRC) {
            print("cpu: round %u: %u primes, crc 0x%x\n", (uint64_t)round, (uint64_t)primes, (uint64_t)crc);
            return 1;
        }
    }
    print("cpu: %u rounds done\n", (uint64_t)CPU_ROUNDS);
    return 0;
}
