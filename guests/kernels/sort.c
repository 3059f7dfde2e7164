/* Quicksort of random numbers, recursive: branches that nothing predicts, calls and returns. */
#include "kernel.h"

#define NUMBERS 65536
#define SORTS 14
#define SMALL 12

static uint32_t numbers[NUMBERS];

static void insertion_sort(uint32_t *from, uint32_t *to) {
    for (uint32_t *at = from + 1; at < to; at++) {
        uint32_t number = *at, *hole = at;
        for (; hole > from && hole[-1] > number; hole--) {
            *hole = hole[-1];
        }
        *hole = number;
    }
}

/* The middle element as the pivot; the order of what equals it is free. */
static void sort(uint32_t *from, uint32_t *to) {
    if (to - from <= SMALL) {
        insertion_sort(from, to);
        return;
    }
    uint32_t pivot = from[(to - from) / 2];
    uint32_t *low = from, *high = to - 1;
    while (low <= high) {
        while (*low < pivot) {
            low++;
        }
        while (*high > pivot) {
            high--;
        }
        if (low <= high) {
            uint32_t swap = *low;
            *low++ = *high;
            *high-- = swap;
        }
    }
    sort(from, high + 1);
    sort(low, to);
}

static bool is_sorted_with(uint64_t sum) {
    for (uint32_t i = 0; i < NUMBERS; i++) {
        sum -= numbers[i];
        if (i > 0 && numbers[i - 1] > numbers[i]) {
            return false;
        }
    }
    return sum == 0;
}

bool kernel_round(void) {
    uint64_t random = 1;
    for (int i = 0; i < SORTS; i++) {
        uint64_t sum = 0;
        for (uint32_t k = 0; k < NUMBERS; k++) {
            numbers[k] = next_random(&random);
            sum += numbers[k];
        }
        sort(numbers, numbers + NUMBERS);
        if (!is_sorted_with(sum)) {
            return false;
        }
    }
    return true;
}
