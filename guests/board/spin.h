/* A tight loop of ten integer instructions, for the question how many a second there are. */
#ifndef SPIN_H
#define SPIN_H

#include <stdint.h>

static inline uint64_t spin(uint64_t rounds) {
    uint64_t a = 1, b = 2, t;
    if (rounds == 0) {
        return 0;
    }
    asm volatile(
        "1: add  %[a], %[a], %[b]\n"
        "   slli %[t], %[a], 13\n"
        "   xor  %[a], %[a], %[t]\n"
        "   srli %[t], %[a], 7\n"
        "   xor  %[a], %[a], %[t]\n"
        "   addi %[b], %[b], 3\n"
        "   sltu %[t], %[a], %[b]\n"
        "   add  %[b], %[b], %[t]\n"
        "   addi %[rounds], %[rounds], -1\n"
        "   bnez %[rounds], 1b\n"
        : [a] "+r"(a), [b] "+r"(b), [rounds] "+r"(rounds), [t] "=&r"(t));
    return a ^ b;
}

#endif
