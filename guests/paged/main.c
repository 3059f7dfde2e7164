/*
 * Computing in supervisor mode behind a Sv39 page table of 4 KiB pages, in three parts: a tight loop, walks through 1 MiB
 * of memory, and steps that jump about in 8 MiB, which is more than a TLB holds. Constants say how much of each. What the
 * walks and the steps give is known beforehand, so it checks the machine as well.
 */
#include "board.h"
#include "spin.h"

#ifndef PAGED_SPINS
#define PAGED_SPINS 5000000ull
#endif
#ifndef PAGED_WALKS
#define PAGED_WALKS 40ull
#endif
#ifndef PAGED_STEPS
#define PAGED_STEPS 4000000ull
#endif

#define PAGE_SIZE 4096
#define RAM 0x80000000ull
#define MAPPED_TABLES 8 /* of 2 MiB each */
#define ENTRIES 512
#define LEAF 0xcf /* D, A, X, W, R, V */
#define POINTER 1

#define WALKED (1ull << 17)
#define STEPPED (1ull << 20)

typedef uint64_t table[ENTRIES] __attribute__((aligned(PAGE_SIZE)));

static table root, middle, leaves[MAPPED_TABLES];
static uint64_t words[STEPPED];
static uint64_t spins = PAGED_SPINS, walks = PAGED_WALKS, steps = PAGED_STEPS;
static uint64_t spun, walked, stepped;

static uint64_t entry(const void *page, uint64_t flags) { return (uint64_t)page >> 12 << 10 | flags; }

static uint64_t map_ram(void) {
    root[RAM >> 30] = entry(middle, POINTER);
    for (int i = 0; i < MAPPED_TABLES; i++) {
        middle[i] = entry(leaves[i], POINTER);
        for (int page = 0; page < ENTRIES; page++) {
            leaves[i][page] = entry((void *)(RAM + ((uint64_t)i * ENTRIES + page) * PAGE_SIZE), LEAF);
        }
    }
    return 8ull << 60 | (uint64_t)root >> 12;
}

/* Each word counts the walks, so the sum is known. */
static uint64_t walk(void) {
    uint64_t sum = 0;
    for (uint64_t round = 0; round < walks; round++) {
        for (uint64_t i = 0; i < WALKED; i++) {
            sum += ++words[i];
        }
    }
    return sum;
}

#define FACTOR 0x2545d
#define ADDEND 0x1003f

/* Each word says which is next, in one cycle through all of them. */
static uint64_t step(void) {
    uint64_t at = 0;
    for (uint64_t i = 0; steps > 0 && i < STEPPED; i++) {
        words[i] = (i * FACTOR + ADDEND) % STEPPED;
    }
    for (uint64_t i = 0; i < steps; i++) {
        at = words[at];
    }
    return at;
}

/* Where the steps end, computed by squaring. */
static uint64_t end_of_steps(void) {
    uint64_t at = 0, factor = FACTOR, addend = ADDEND;
    for (uint64_t left = steps; left > 0; left >>= 1) {
        if (left & 1) {
            at = (at * factor + addend) % STEPPED;
        }
        addend = addend * (factor + 1) % STEPPED;
        factor = factor * factor % STEPPED;
    }
    return at;
}

static void work(void) {
    spun = spin(spins);
    walked = walk();
    stepped = step();
}

int main(void) {
    run_as_supervisor(map_ram(), work);
    uart_start();
    bool right = walked == walks * (walks + 1) / 2 * WALKED && stepped == end_of_steps();
    print("paged: %u spins 0x%x, %u walks, %u steps: %s\n", spins, spun, walks, steps, right ? "right" : "wrong");
    return right ? 0 : 1;
}
