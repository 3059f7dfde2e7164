/* What one kernel is: see main.c. */
#ifndef KERNEL_H
#define KERNEL_H

#include "board.h"

/* One round, 80 to 150 million instructions, the same each time; false if its result was wrong. */
bool kernel_round(void);

/* Knuth's multiplier for 64 bits (MMIX); the upper half of the state is random enough. */
static inline uint32_t next_random(uint64_t *state) {
    *state = *state * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(*state >> 32);
}

#endif
