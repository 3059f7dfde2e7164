/*
 * Ethernet, ARP (RFC 826), IPv4 (RFC 791), ICMP echo (RFC 792) and UDP (RFC 768), as much as a server needs that only
 * answers: each answer goes back to the Ethernet address its request came from.
 */
#ifndef INTERNET_H
#define INTERNET_H

#include "board.h"

/* Answers a datagram of size bytes that came to this port: writes at most ANSWER_MAX bytes to answer and returns how
 * many, 0 for none. *held becomes true when the answer has to wait for a commit. */
typedef size_t datagram_handler(uint16_t port, const uint8_t *data, size_t size, uint8_t *answer, bool *held);
#define ANSWER_MAX 512

struct internet_counts {
    uint64_t received, dropped; /* frames; dropped: not for us, malformed or without a taker */
};
extern struct internet_counts internet_counts;

/* One Ethernet frame of size bytes in, the answer's frame out: its size, 0 for none. */
size_t internet_answer(const uint8_t *frame, size_t size, const uint8_t *own_address, datagram_handler *handler,
                       uint8_t *answer, bool *held);
/* Tells the network where 10.0.2.15 is (RFC 5227, announcement). */
size_t internet_announce(const uint8_t *own_address, uint8_t *frame);

#endif
