/*
 * A stream of full frames over UDP in either direction, as fast as the machine goes: what recording or replicating costs a
 * busy network. Checksums of datagrams are neither checked nor made, as if the network card did that.
 *
 * Port 7 takes: any datagram is counted; each ACKNOWLEDGED_th is answered with how many came so far (u64, little-endian).
 * Port 9 gives: a datagram of a u32 asks for so many datagrams of PAYLOAD bytes, the first eight their number (u64). What
 * is asked adds up; all goes to who asked last.
 */
#include "../counter/internet.h"
#include "board.h"
#include "net.h"

#define TAKE_PORT 7
#define GIVE_PORT 9
#define ACKNOWLEDGED 16
#define BATCH 16
#define OWED_MAX 4096
#define PAYLOAD 1472

/* 0 to, from, type   14 IPv4: length at 16, protocol at 23, checksum at 24, from at 26, to at 30   34 ports   38 length */
enum { ADDRESSES = 0, TYPE = 12, IP = 14, IP_LENGTH = 16, PROTOCOL = 23, IP_CHECKSUM = 24, IP_FROM = 26, IP_TO = 30,
       PORT_FROM = 34, PORT_TO = 36, UDP_LENGTH = 38, UDP_CHECKSUM = 40, HEADERS = 42 };

static uint8_t give_headers[HEADERS];
static uint64_t taken, given;
static uint32_t owed;

static uint32_t get16(const uint8_t *at) { return (uint32_t)at[0] << 8 | at[1]; }

static void put16(uint8_t *at, uint32_t value) {
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static bool is_datagram(const uint8_t *frame, size_t size) {
    return size >= HEADERS && get16(frame + TYPE) == 0x0800 && frame[IP] == 0x45 && frame[PROTOCOL] == 17 &&
           memcmp(frame, net_address(), 6) == 0 && get16(frame + UDP_LENGTH) >= 8 &&
           HEADERS - 8 + get16(frame + UDP_LENGTH) <= size;
}

static uint32_t header_checksum(const uint8_t *ip) {
    uint32_t sum = 0;
    for (int i = 0; i < 20; i += 2) {
        sum += get16(ip + i);
    }
    sum = (sum & 0xffff) + (sum >> 16);
    return ~((sum & 0xffff) + (sum >> 16));
}

/* The headers of an answer of size bytes: the question's with its two ends exchanged. */
static void put_headers(uint8_t *answer, const uint8_t *question, uint32_t size) {
    memcpy(answer, question, HEADERS);
    memcpy(answer + ADDRESSES, question + ADDRESSES + 6, 6);
    memcpy(answer + ADDRESSES + 6, net_address(), 6);
    memcpy(answer + IP_FROM, question + IP_TO, 4);
    memcpy(answer + IP_TO, question + IP_FROM, 4);
    put16(answer + PORT_FROM, get16(question + PORT_TO));
    put16(answer + PORT_TO, get16(question + PORT_FROM));
    put16(answer + IP_LENGTH, HEADERS - IP + size);
    put16(answer + UDP_LENGTH, 8 + size);
    put16(answer + UDP_CHECKSUM, 0);
    put16(answer + IP_CHECKSUM, 0);
    put16(answer + IP_CHECKSUM, header_checksum(answer + IP));
}

static void take(const uint8_t *frame) {
    uint8_t *answer;
    if (++taken % ACKNOWLEDGED == 0 && (answer = net_buffer()) != NULL) {
        put_headers(answer, frame, sizeof taken);
        memcpy(answer + HEADERS, &taken, sizeof taken);
        net_send(answer, HEADERS + sizeof taken);
        net_flush();
    }
}

static void ask(const uint8_t *frame) {
    uint32_t wanted;
    if (get16(frame + UDP_LENGTH) == 8 + sizeof wanted) {
        memcpy(&wanted, frame + HEADERS, sizeof wanted);
        owed += wanted < OWED_MAX - owed ? wanted : OWED_MAX - owed;
        put_headers(give_headers, frame, PAYLOAD);
    }
}

static size_t no_answer(uint16_t port, const uint8_t *data, size_t size, uint8_t *answer, bool *held) {
    (void)port, (void)data, (void)size, (void)answer, (void)held;
    return 0;
}

/* ARP and ping. */
static void answer_other(const uint8_t *frame, size_t size) {
    uint8_t *answer = net_buffer();
    if (answer == NULL) {
        return;
    }
    bool held;
    size_t answered = internet_answer(frame, size, net_address(), no_answer, answer, &held);
    if (answered == 0) {
        net_discard(answer);
    } else {
        net_send(answer, answered);
        net_flush();
    }
}

static void receive(void) {
    size_t size;
    const uint8_t *frame = net_receive(&size);
    if (frame == NULL) {
        return;
    }
    if (!is_datagram(frame, size)) {
        answer_other(frame, size);
    } else if (get16(frame + PORT_TO) == TAKE_PORT) {
        take(frame);
    } else if (get16(frame + PORT_TO) == GIVE_PORT) {
        ask(frame);
    }
    net_release();
}

static void give(void) {
    for (int i = 0; i < BATCH && owed > 0; i++) {
        uint8_t *buffer = net_buffer();
        if (buffer == NULL) {
            break;
        }
        memcpy(buffer, give_headers, HEADERS);
        memcpy(buffer + HEADERS, &given, sizeof given);
        net_send(buffer, HEADERS + PAYLOAD);
        given++;
        owed--;
    }
    net_flush();
}

int main(void) {
    uart_start();
    timer_start(TICKS_PER_SECOND / 10);
    interrupts_on();
    if (!net_open()) {
        print("stream: no virtio network\n");
        return 1;
    }
    uint8_t *buffer = net_buffer();
    net_send(buffer, internet_announce(net_address(), buffer));
    net_flush();
    print("stream: 10.0.2.15, UDP: port 7 takes, port 9 gives\n");
    for (;;) {
        for (int i = 0; i < BATCH && net_has_received(); i++) {
            receive();
        }
        give();
        interrupts_off();
        if (!net_has_received() && owed == 0) {
            wait_for_interrupt();
        }
        interrupts_on();
    }
}
