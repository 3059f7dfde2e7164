/*
 * The lecture's "increment" server: one counter that clients raise over UDP, durable before it is answered. protocol.h
 * says what it speaks, record.h what it writes.
 *
 * Everything happens in one loop. All frames that wait are handled as one batch, whose increments share one write to the
 * disk; their answers leave when that write is durable. When nothing waits the hart sleeps.
 */
#include "block.h"
#include "board.h"
#include "counter.h"
#include "entropy.h"
#include "internet.h"
#include "net.h"

#define TICKS_A_SECOND 10
#define BATCH 32 /* frames, at most half of the transmit buffers */

static struct {
    uint8_t *frame;
    size_t size;
    bool held;
} answers[BATCH];

static uint64_t boot_number, seed_tick;
static int last_seed;
static bool has_seed, has_entropy_device;
static volatile bool ending, info_wanted; /* also set by the console's interrupt */

static int random_bits(void) { return has_seed ? seed_bits() : has_entropy_device ? entropy_bits() : -1; }

static void renew_seed(void) {
    if (timer_count() >= seed_tick + TICKS_A_SECOND) {
        seed_tick = timer_count();
        last_seed = random_bits();
    }
}

static size_t control(const uint8_t *data, size_t size, char *answer) {
    while (size > 0 && (data[size - 1] == '\n' || data[size - 1] == '\r')) {
        size--;
    }
    if (size == 4 && memcmp(data, "info", 4) == 0) {
        return format(answer, ANSWER_MAX,
                      "value=%u clients=%u durable=%u ticks=%u time=%u seed=0x%x boot=0x%x received=%u dropped=%u\n",
                      counter_value(), counter_clients(), (uint64_t)counter_durable(), timer_count(), time_now(),
                      (uint64_t)(last_seed & 0xffff), boot_number, internet_counts.received, internet_counts.dropped);
    }
    if (size == 8 && memcmp(data, "poweroff", 8) == 0) {
        ending = true;
        return format(answer, ANSWER_MAX, "bye\n");
    }
    return 0;
}

static size_t handle_datagram(uint16_t port, const uint8_t *data, size_t size, uint8_t *answer, bool *held) {
    if (port == CONTROL_PORT) {
        return control(data, size, (char *)answer);
    }
    struct request request;
    struct reply reply;
    if (size != sizeof request || !counter_serves()) {
        return 0;
    }
    memcpy(&request, data, sizeof request);
    if (port == PLAIN_PORT && request.magic == PLAIN) {
        *held = counter_plain(&request, &reply);
    } else if (port == IDEMPOTENT_PORT && request.magic == IDEMPOTENT) {
        *held = counter_idempotent(&request, &reply);
    } else {
        return 0;
    }
    memcpy(answer, &reply, sizeof reply);
    return sizeof reply;
}

/* Handles one received frame into answers[count]; returns the new count. */
static unsigned handle_frame(unsigned count) {
    uint8_t *buffer = net_buffer();
    if (buffer == NULL) {
        return count;
    }
    size_t size;
    const uint8_t *frame = net_receive(&size);
    bool held = false;
    size_t answered = frame == NULL ? 0 : internet_answer(frame, size, net_address(), handle_datagram, buffer, &held);
    if (frame != NULL) {
        net_release();
    }
    if (answered == 0) {
        net_discard(buffer);
        return count;
    }
    answers[count].frame = buffer;
    answers[count].size = answered;
    answers[count].held = held;
    return count + 1;
}

static void serve_batch(void) {
    unsigned count = 0;
    for (unsigned handled = 0; handled < BATCH && net_has_received(); handled++) {
        count = handle_frame(count);
    }
    bool durable = counter_commit();
    for (unsigned i = 0; i < count; i++) {
        if (answers[i].held && !durable) {
            net_discard(answers[i].frame);
        } else {
            net_send(answers[i].frame, answers[i].size);
        }
    }
    net_flush();
}

static void console_interrupt(void *context) {
    (void)context;
    for (int c; (c = uart_read()) >= 0;) {
        info_wanted |= c == 'i';
        ending |= c == 'q';
    }
}

static void say_info(void) {
    info_wanted = false;
    print("info: value %u, %u ticks, %u frames, %u dropped\n", counter_value(), timer_count(), internet_counts.received,
          internet_counts.dropped);
}

__attribute__((noreturn)) static void end(void) {
    uint64_t limit = time_now() + TICKS_PER_SECOND;
    while (!net_all_sent() && time_now() < limit) {
    }
    print("counter: ends at value %u\n", counter_value());
    power_off(0);
}

static void find_entropy(void) {
    int bits = seed_bits();
    has_seed = bits >= 0;
    has_entropy_device = !has_seed && entropy_open();
    if (!has_seed) {
        print("warning: no seed instruction, %s\n",
              has_entropy_device ? "using the virtio entropy device" : "and no virtio entropy device: no entropy");
    }
    for (int i = 0; i < 4; i++) {
        boot_number = boot_number << 16 | (uint64_t)(random_bits() & 0xffff);
    }
    last_seed = random_bits();
}

static void find_network(void) {
    if (!net_open()) {
        print("warning: no virtio network: nobody can ask\n");
        return;
    }
    uint8_t *buffer = net_buffer();
    net_send(buffer, internet_announce(net_address(), buffer));
    net_flush();
    print("counter: serves 10.0.2.15, UDP ports 7, 8 and 9\n");
}

int main(void) {
    uart_start();
    timer_start(TICKS_PER_SECOND / TICKS_A_SECOND);
    interrupts_on();
    find_entropy();
    print("counter: boot 0x%x at time %u\n", boot_number, time_now());
    counter_start(block_open());
    find_network();
    plic_attach(UART_INTERRUPT, console_interrupt, NULL);
    uart_interrupts_on();
    while (!ending) {
        if (net_has_received()) {
            serve_batch();
        }
        if (info_wanted) {
            say_info();
        }
        renew_seed();
        interrupts_off();
        if (!net_has_received() && !ending && !info_wanted) {
            wait_for_interrupt();
        }
        interrupts_on();
    }
    end();
}
