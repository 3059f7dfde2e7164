/*
 * A tight loop of integer instructions, for the question "how many instructions a second". SPIN_INSTRUCTIONS is what the
 * loop executes; reset, printing and power-off come on top with some thousands.
 */
#include "board.h"

#ifndef SPIN_INSTRUCTIONS
#define SPIN_INSTRUCTIONS 500000000ull
#endif
#define LOOP_LENGTH 10

int main(void) {
    uint64_t rounds = SPIN_INSTRUCTIONS / LOOP_LENGTH, a = 1, b = 2, t;
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
    uart_start();
    print("spin: %u instructions, result 0x%x\n", (uint64_t)SPIN_INSTRUCTIONS, a ^ b);
    return 0;
}
