/* virtio block device (section 5.2), one request at a time. */
#ifndef BLOCK_H
#define BLOCK_H

#include "virtio.h"

#define SECTOR 512

bool block_open(void);
uint64_t block_sectors(void);
bool block_flushes(void); /* whether it has a volatile cache that block_flush empties */
/* Each waits, asleep, for the device and says whether it did it. size is a multiple of SECTOR. */
bool block_read(uint64_t sector, void *to, uint32_t size);
bool block_write(uint64_t sector, const void *from, uint32_t size);
bool block_flush(void); /* all completed writes are durable */

#endif
