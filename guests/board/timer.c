/* The CLINT's machine timer, periodic. */
#include "board.h"

#define MTIMECMP ((volatile uint64_t *)0x02004000)
#define MACHINE_TIMER_ENABLE (1ull << 7)

static uint64_t interval, due;
static volatile uint64_t count;

uint64_t time_now(void) {
    uint64_t now;
    asm volatile("rdtime %0" : "=r"(now));
    return now;
}

void timer_start(uint64_t every) {
    interval = every;
    due = time_now() + interval;
    *MTIMECMP = due;
    asm volatile("csrs mie, %0" ::"r"(MACHINE_TIMER_ENABLE));
}

void timer_interrupt(void) {
    count++;
    due += interval;
    uint64_t now = time_now();
    if (due <= now) { /* the machine stood still for a while: no storm of interrupts for the time lost */
        due = now + interval;
    }
    *MTIMECMP = due;
}

uint64_t timer_count(void) { return count; }
