/* A hash table with chains, 2 MB: pointers to where the cache has nothing yet. */
#include "kernel.h"

#define BUCKETS (1 << 15)
#define ENTRIES (1 << 16)
#define LOOKUPS (1 << 22)

struct entry {
    struct entry *next;
    uint64_t key;
    uint64_t found;
};

static struct entry *buckets[BUCKETS];
static struct entry entries[ENTRIES];

static struct entry **bucket_of(uint64_t key) { return &buckets[key * 0x9e3779b97f4a7c15ull >> 49]; }

static uint64_t key_of(uint32_t number) { return (uint64_t)number * number + number; }

static void build(void) {
    memset(buckets, 0, sizeof buckets);
    for (uint32_t i = 0; i < ENTRIES; i++) {
        struct entry **bucket = bucket_of(key_of(i));
        entries[i] = (struct entry){*bucket, key_of(i), 0};
        *bucket = &entries[i];
    }
}

static struct entry *find(uint64_t key) {
    struct entry *entry = *bucket_of(key);
    while (entry != 0 && entry->key != key) {
        entry = entry->next;
    }
    return entry;
}

/* Half of the numbers asked for are in the table. */
bool kernel_round(void) {
    build();
    uint64_t random = 1, expected = 0, found = 0;
    for (uint32_t i = 0; i < LOOKUPS; i++) {
        uint32_t number = next_random(&random) % (2 * ENTRIES);
        expected += number < ENTRIES;
        struct entry *entry = find(key_of(number));
        if (entry != 0) {
            entry->found++;
        }
    }
    for (uint32_t i = 0; i < ENTRIES; i++) {
        found += entries[i].found;
    }
    return found == expected;
}
