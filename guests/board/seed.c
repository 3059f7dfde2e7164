/* The entropy source of the scalar cryptography extension (Zkr): status in bits 31:30, sixteen bits of seed below. */
#include "board.h"

#define SEED_TRIES 1000
enum { SELF_TEST, WAIT, ENTROPY, DEAD };

int64_t seed_read(void); /* start.S */

int seed_bits(void) {
    for (int try = 0; try < SEED_TRIES; try++) {
        int64_t seed = seed_read();
        if (seed == -1 || (seed >> 30 & 3) == DEAD) {
            return -1;
        }
        if ((seed >> 30 & 3) == ENTROPY) {
            return (int)(seed & 0xffff);
        }
    }
    return -1;
}
