/*
 * For record and replay: everything that can differ between two runs is folded into one checksum, which is printed as it
 * goes. Two live runs print different ones, a replay prints the recorded ones. On odd ticks the program computes until
 * the interrupt hits it somewhere; on even ticks it sleeps.
 */
#include "board.h"

#ifndef TIMER_TICKS
#define TIMER_TICKS 100
#endif
#define INTERVAL (TICKS_PER_SECOND / 100)
#define TICKS_PER_LINE 10

static uint64_t mix(uint64_t sum, uint64_t value) {
    sum = (sum ^ value) * 0x9e3779b97f4a7c15ull;
    return sum ^ sum >> 29;
}

static void sleep_until_tick(uint64_t tick) {
    interrupts_off();
    while (timer_count() < tick) {
        wait_for_interrupt();
        interrupts_on();
        interrupts_off();
    }
    interrupts_on();
}

int main(void) {
    uart_start();
    print("timer: %u ticks\n", (uint64_t)TIMER_TICKS);
    timer_start(INTERVAL);
    interrupts_on();
    uint64_t sum = 0, rounds = 0;
    for (uint64_t tick = 1; tick <= TIMER_TICKS; tick++) {
        while (tick % 2 == 1 && timer_count() < tick) {
            sum = mix(sum, rounds++);
        }
        sleep_until_tick(tick);
        sum = mix(sum, time_now());
        sum = mix(sum, (uint64_t)seed_bits());
        if (tick % TICKS_PER_LINE == 0) {
            print("tick %u rounds %u checksum 0x%x\n", tick, rounds, sum);
        }
    }
    return 0;
}
