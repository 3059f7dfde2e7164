#include "internet.h"

/*
 *  0 destination   6 source   12 type        Ethernet
 * 14 IPv4: 14 version, length   16 total length   20 flags, offset   22 TTL   23 protocol   24 checksum   26 from   30 to
 */
#define ETHERNET 14
#define IP_HEADER 20
#define UDP_HEADER 8
#define ARP_SIZE 28
#define FRAME_MIN 60
#define PAYLOAD_MAX 1500
enum { TYPE_IPV4 = 0x0800, TYPE_ARP = 0x0806, ICMP = 1, UDP = 17, ECHO_REQUEST = 8, ECHO_REPLY = 0 };

static const uint8_t own_ip[4] = {10, 0, 2, 15};
static const uint8_t everybody[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

struct internet_counts internet_counts;

static uint16_t get16(const uint8_t *at) { return (uint16_t)(at[0] << 8 | at[1]); }

static void put16(uint8_t *at, uint32_t value) {
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

/* RFC 1071; sum takes a part over to the next, which must begin at an even offset. */
static uint32_t add_up(uint32_t sum, const uint8_t *data, size_t size) {
    for (; size > 1; size -= 2, data += 2) {
        sum += get16(data);
    }
    return size == 1 ? sum + (uint32_t)(data[0] << 8) : sum;
}

static uint16_t fold(uint32_t sum) {
    while (sum >> 16 != 0) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return (uint16_t)~sum;
}

/* Over addresses, protocol, length and the datagram. ip is the header in front of it. */
static uint16_t udp_checksum(const uint8_t *ip, const uint8_t *udp, size_t size) {
    return fold(add_up(add_up(UDP + (uint32_t)size, ip + 12, 8), udp, size));
}

static void put_ethernet(uint8_t *frame, const uint8_t *to, const uint8_t *from, uint32_t type) {
    memcpy(frame, to, 6);
    memcpy(frame + 6, from, 6);
    put16(frame + 12, type);
}

static size_t padded(uint8_t *frame, size_t size) {
    if (size < FRAME_MIN) {
        memset(frame + size, 0, FRAME_MIN - size);
        return FRAME_MIN;
    }
    return size;
}

static size_t put_arp(uint8_t *frame, uint8_t operation, const uint8_t *own, const uint8_t *to, const uint8_t *to_ip) {
    static const uint8_t ethernet_ipv4[7] = {0, 1, 8, 0, 6, 4, 0};
    uint8_t *arp = frame + ETHERNET;
    put_ethernet(frame, to, own, TYPE_ARP);
    memcpy(arp, ethernet_ipv4, sizeof ethernet_ipv4);
    arp[7] = operation;
    memcpy(arp + 8, own, 6);
    memcpy(arp + 14, own_ip, 4);
    memcpy(arp + 18, to, 6);
    memcpy(arp + 24, to_ip, 4);
    return padded(frame, ETHERNET + ARP_SIZE);
}

size_t internet_announce(const uint8_t *own_address, uint8_t *frame) {
    return put_arp(frame, 1, own_address, everybody, own_ip);
}

static size_t answer_arp(const uint8_t *frame, size_t size, const uint8_t *own, uint8_t *answer) {
    static const uint8_t request[8] = {0, 1, 8, 0, 6, 4, 0, 1};
    const uint8_t *arp = frame + ETHERNET;
    if (size < ETHERNET + ARP_SIZE || memcmp(arp, request, sizeof request) != 0 || memcmp(arp + 24, own_ip, 4) != 0) {
        return 0;
    }
    return put_arp(answer, 2, own, arp + 8, arp + 14);
}

static void put_ip(uint8_t *ip, uint8_t protocol, const uint8_t *to, size_t payload) {
    memset(ip, 0, IP_HEADER);
    ip[0] = 0x45;
    put16(ip + 2, (uint32_t)(IP_HEADER + payload));
    ip[6] = 0x40; /* do not fragment; such datagrams need no identification (RFC 6864) */
    ip[8] = 64;
    ip[9] = protocol;
    memcpy(ip + 12, own_ip, 4);
    memcpy(ip + 16, to, 4);
    put16(ip + 10, fold(add_up(0, ip, IP_HEADER)));
}

static size_t answer_echo(const uint8_t *icmp, size_t size, uint8_t *answer) {
    if (size < 8 || size > PAYLOAD_MAX - IP_HEADER || icmp[0] != ECHO_REQUEST || icmp[1] != 0 ||
        fold(add_up(0, icmp, size)) != 0) {
        return 0;
    }
    memcpy(answer, icmp, size);
    answer[0] = ECHO_REPLY;
    put16(answer + 2, 0);
    put16(answer + 2, fold(add_up(0, answer, size)));
    return size;
}

static size_t answer_udp(const uint8_t *ip, const uint8_t *udp, size_t size, datagram_handler *handler,
                         uint8_t *answer, bool *held) {
    if (size < UDP_HEADER || get16(udp + 4) < UDP_HEADER || get16(udp + 4) > size) {
        return 0;
    }
    size = get16(udp + 4);
    if (get16(udp + 6) != 0 && udp_checksum(ip, udp, size) != 0) {
        return 0;
    }
    size_t data = handler(get16(udp + 2), udp + UDP_HEADER, size - UDP_HEADER, answer + UDP_HEADER, held);
    if (data == 0) {
        return 0;
    }
    put16(answer, get16(udp + 2));
    put16(answer + 2, get16(udp));
    put16(answer + 4, (uint32_t)(UDP_HEADER + data));
    put16(answer + 6, 0); /* the checksum needs the addresses of the answer: filled in by answer_ip */
    return UDP_HEADER + data;
}

static bool well_formed(const uint8_t *ip, size_t size) {
    if (size < IP_HEADER || ip[0] >> 4 != 4) {
        return false;
    }
    size_t header = (ip[0] & 15) * 4u;
    return header >= IP_HEADER && get16(ip + 2) >= header && get16(ip + 2) <= size &&
           fold(add_up(0, ip, header)) == 0 && (get16(ip + 6) & 0x3fff) == 0; /* and no fragment */
}

static size_t answer_ip(const uint8_t *frame, size_t size, const uint8_t *own, datagram_handler *handler,
                        uint8_t *answer, bool *held) {
    const uint8_t *ip = frame + ETHERNET;
    if (!well_formed(ip, size - ETHERNET) || memcmp(ip + 16, own_ip, 4) != 0) {
        return 0;
    }
    size_t header = (ip[0] & 15) * 4u, payload = get16(ip + 2) - header, answered = 0;
    uint8_t *out_ip = answer + ETHERNET, *out = out_ip + IP_HEADER;
    if (ip[9] == ICMP) {
        answered = answer_echo(ip + header, payload, out);
    } else if (ip[9] == UDP) {
        answered = answer_udp(ip, ip + header, payload, handler, out, held);
    }
    if (answered == 0) {
        return 0;
    }
    put_ethernet(answer, frame + 6, own, TYPE_IPV4);
    put_ip(out_ip, ip[9], ip + 12, answered);
    if (ip[9] == UDP) {
        uint16_t sum = udp_checksum(out_ip, out, answered);
        put16(out + 6, sum == 0 ? 0xffff : sum);
    }
    return padded(answer, ETHERNET + IP_HEADER + answered);
}

size_t internet_answer(const uint8_t *frame, size_t size, const uint8_t *own_address, datagram_handler *handler,
                       uint8_t *answer, bool *held) {
    internet_counts.received++;
    size_t answered = 0;
    if (size >= ETHERNET && (memcmp(frame, own_address, 6) == 0 || memcmp(frame, everybody, 6) == 0)) {
        if (get16(frame + 12) == TYPE_ARP) {
            answered = answer_arp(frame, size, own_address, answer);
        } else if (get16(frame + 12) == TYPE_IPV4) {
            answered = answer_ip(frame, size, own_address, handler, answer, held);
        }
    }
    internet_counts.dropped += answered == 0;
    return answered;
}
