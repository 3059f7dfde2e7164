#include "record.h"

#include "block.h"

#define MAGIC 0x5254435453444e55ull /* "UNDSTCTR" */
#define VERSION 1
#define PLACES 2
#define PLACE_SECTORS 8
#define HEADER offsetof(struct record, entries)

_Static_assert(HEADER == 40 && sizeof(struct client_entry) == 24, "layout on the disk");
_Static_assert(sizeof(struct record) <= PLACE_SECTORS * SECTOR, "a record fits its place");

enum finding { BLANK, VALID, TORN, FOREIGN };

static union {
    struct record record;
    uint8_t bytes[PLACE_SECTORS * SECTOR];
} sectors __attribute__((aligned(SECTOR)));
static uint64_t serial;    /* of the newest write begun */
static unsigned newest = 1; /* place of the newest durable record; a fresh disk begins with place 0 */

static size_t bytes_in_use(const struct record *record) {
    return HEADER + record->clients * sizeof(struct client_entry);
}

static uint32_t checksum_of(struct record *record) {
    uint32_t stored = record->checksum;
    record->checksum = 0;
    uint32_t sum = crc32c(record, bytes_in_use(record));
    record->checksum = stored;
    return sum;
}

static enum finding examine(struct record *record) {
    if (record->magic == 0) {
        return BLANK;
    }
    if (record->magic != MAGIC || record->version != VERSION) {
        return FOREIGN;
    }
    return record->clients <= CLIENTS_MAX && checksum_of(record) == record->checksum ? VALID : TORN;
}

bool record_load(struct record *record) {
    unsigned found[FOREIGN + 1] = {0};
    memset(record, 0, sizeof *record);
    if (block_sectors() < PLACES * PLACE_SECTORS) {
        print("warning: the disk has %u sectors, not %u\n", block_sectors(), (uint64_t)(PLACES * PLACE_SECTORS));
        return false;
    }
    for (unsigned place = 0; place < PLACES; place++) {
        if (!block_read(place * PLACE_SECTORS, &sectors, sizeof sectors)) {
            print("warning: the disk cannot read record %u\n", (uint64_t)place);
            return false;
        }
        enum finding finding = examine(&sectors.record);
        found[finding]++;
        if (finding == VALID && sectors.record.serial >= serial) {
            memcpy(record, &sectors.record, bytes_in_use(&sectors.record));
            serial = record->serial;
            newest = place;
        } else if (finding == TORN) {
            print("warning: the write of record %u was cut short\n", (uint64_t)place);
        }
    }
    /* Both damaged is no write cut short; one damaged beside a blank one is the very first write, never answered. */
    if (found[FOREIGN] > 0 || found[TORN] == PLACES) {
        print("warning: the disk holds something else than a counter, or only damaged records\n");
        return false;
    }
    record->magic = MAGIC;
    record->version = VERSION;
    return true;
}

bool record_store(struct record *record) {
    unsigned place = 1 - newest;
    size_t used = bytes_in_use(record);
    size_t size = (used + SECTOR - 1) / SECTOR * SECTOR;
    record->serial = ++serial;
    record->checksum = checksum_of(record);
    memcpy(&sectors, record, used);
    memset(sectors.bytes + used, 0, size - used);
    if (!block_write(place * PLACE_SECTORS, &sectors, (uint32_t)size) || !block_flush()) {
        return false;
    }
    newest = place;
    return true;
}
