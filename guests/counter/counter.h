/* The counter itself: requests change a draft, and commit makes the draft durable. */
#ifndef COUNTER_H
#define COUNTER_H

#include "protocol.h"
#include "record.h"

void counter_start(bool has_disk); /* reads the disk and says what it found */
/* Whether requests are served: not when there is a disk that cannot be used. */
bool counter_serves(void);
bool counter_durable(void);
uint64_t counter_value(void);
uint64_t counter_clients(void);

/* Answers into *reply; true: only to be sent after the next commit succeeded. */
bool counter_plain(const struct request *request, struct reply *reply);
bool counter_idempotent(const struct request *request, struct reply *reply);

/* One durable write for all requests since the last. False: they are undone, and must not be answered. */
bool counter_commit(void);

#endif
