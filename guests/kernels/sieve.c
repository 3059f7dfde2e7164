/* The sieve of Eratosthenes over a megabyte: short loops, stores with a stride. */
#include "kernel.h"

#define NUMBERS 1000000
#define PRIMES 78498 /* below a million */
#define SIEVES 4

static uint8_t composite[NUMBERS];

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

bool kernel_round(void) {
    for (int i = 0; i < SIEVES; i++) {
        if (count_primes() != PRIMES) {
            return false;
        }
    }
    return true;
}
