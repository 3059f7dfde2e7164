/*
 * The counter's state on the disk, in two places that are written in turn, so that a write cut short leaves the older
 * state readable.
 *
 *   sector 0..7   record A          sector 8..15   record B
 *
 *     0 u64 magic "UNDSTCTR"
 *     8 u32 version, 1
 *    12 u32 clients       entries in use, 0..128
 *    16 u64 serial        number of this write; the valid record with the higher one counts
 *    24 u64 value
 *    32 u32 checksum      CRC-32C of the bytes in use (40 + 24 * clients), this field taken as 0
 *    36 u32 zero
 *    40 entries of 24 bytes: u32 client, u32 zero, u64 last sequence number, u64 the value answered to it
 *
 * Only the sectors that hold bytes in use are written: one, up to 19 clients.
 */
#ifndef RECORD_H
#define RECORD_H

#include "board.h"

#define CLIENTS_MAX 128

struct client_entry {
    uint32_t client, zero;
    uint64_t sequence, value;
};

struct record {
    uint64_t magic;
    uint32_t version, clients;
    uint64_t serial, value;
    uint32_t checksum, zero;
    struct client_entry entries[CLIENTS_MAX];
};

/* A disk that holds nothing gives value 0. False, with a warning: it cannot be read, or holds what is not ours. */
bool record_load(struct record *record);
/* Durable when true. Numbers the write and fills in the checksum. Never writes over the newest durable record. */
bool record_store(struct record *record);

#endif
