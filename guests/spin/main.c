/*
 * A tight loop of integer instructions, for the question "how many instructions a second". SPIN_INSTRUCTIONS is what the
 * loop executes; reset, printing and power-off come on top with some thousands.
 */
#include "board.h"
#include "spin.h"

#ifndef SPIN_INSTRUCTIONS
#define SPIN_INSTRUCTIONS 500000000ull
#endif
#define LOOP_LENGTH 10

int main(void) {
    uint64_t result = spin(SPIN_INSTRUCTIONS / LOOP_LENGTH);
    uart_start();
    print("spin: %u instructions, result 0x%x\n", (uint64_t)SPIN_INSTRUCTIONS, result);
    return 0;
}
