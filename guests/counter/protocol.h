/*
 * What the counter server speaks: UDP, 10.0.2.15, all numbers little-endian without padding.
 *
 * Port 7, plain: each request adds one, also one that was heard before.
 *   request  0 "INC1"   4 u32 client   8 u64 nonce                      16 bytes
 *   reply    0 "INC1"   4 u32 client   8 u64 nonce      16 u64 value    24 bytes
 *
 * Port 8, idempotent: a client has one request outstanding and counts its sequence number up from 1 or any later number.
 * The last number again gives the same answer again and adds nothing.
 *   request  0 "INC2"   4 u32 client   8 u64 sequence                   16 bytes
 *   reply    0 "INC2"   4 u32 client   8 u64 sequence   16 u64 value    24 bytes
 *   refusal  0 "OLD!"   4 u32 client   8 u64 sequence   16 u64 last sequence number of that client
 *   refusal  0 "FULL"   4 u32 client   8 u64 sequence   16 u64 clients that the table holds
 *
 * Port 9, text: "info" answers a line; "poweroff" answers "bye" and ends the machine with success.
 *
 * A request of another size or magic is dropped and counted. A value is durable before it is answered; when the disk
 * refuses the write nothing is answered and the counter stays what it was.
 */
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include <stdint.h>

enum { PLAIN_PORT = 7, IDEMPOTENT_PORT = 8, CONTROL_PORT = 9 };

#define WORD(a, b, c, d) ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)
#define PLAIN WORD('I', 'N', 'C', '1')
#define IDEMPOTENT WORD('I', 'N', 'C', '2')
#define REFUSED_OLD WORD('O', 'L', 'D', '!')
#define REFUSED_FULL WORD('F', 'U', 'L', 'L')

struct request {
    uint32_t magic, client;
    uint64_t number;
};

struct reply {
    uint32_t magic, client;
    uint64_t number, value;
};

_Static_assert(sizeof(struct request) == 16 && sizeof(struct reply) == 24, "sizes on the wire");

#endif
