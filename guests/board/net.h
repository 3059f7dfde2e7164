/* virtio network device (section 5.1), one receive and one transmit queue, no offloads. */
#ifndef NET_H
#define NET_H

#include "virtio.h"

#define FRAME_MAX 1514 /* Ethernet header and 1500 bytes; the check sequence is not seen here */

bool net_open(void);
const uint8_t *net_address(void); /* six bytes */

bool net_has_received(void);
/* The oldest frame received, valid until net_release; NULL when there is none. */
const uint8_t *net_receive(size_t *size);
void net_release(void);

/* A buffer of FRAME_MAX bytes for a frame to come; NULL when all are on their way. Each goes back by send or discard. */
uint8_t *net_buffer(void);
void net_send(uint8_t *buffer, size_t size); /* leaves with the next net_flush */
void net_discard(uint8_t *buffer);
void net_flush(void);
bool net_all_sent(void);

#endif
