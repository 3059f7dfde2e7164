/*
 * What these guests use of qemu's "virt" board, in machine mode.
 *
 *   0x00100000  test finisher: a word ends the machine
 *   0x02000000  CLINT: timer compare register; time is read with rdtime, 10 MHz
 *   0x0c000000  PLIC: interrupts 1..8 virtio-mmio, 10 UART
 *   0x10000000  UART 16550
 *   0x10001000  eight virtio-mmio slots, 4 KiB apart
 *   0x80000000  RAM
 */
#ifndef BOARD_H
#define BOARD_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UART_INTERRUPT 10
#define TICKS_PER_SECOND 10000000ull

static inline uint32_t read32(uintptr_t address) { return *(volatile uint32_t *)address; }
static inline void write32(uintptr_t address, uint32_t value) { *(volatile uint32_t *)address = value; }

/* memory.c; also called by code that the compiler makes */
void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *text);

/* crc32c.c */
uint32_t crc32c(const void *data, size_t size);

/* uart.c */
void uart_start(void);
void uart_interrupts_on(void);
void uart_write(const char *text, size_t size);
int uart_read(void); /* a byte, or -1 when none waits */

/* print.c: %s text, %u decimal and %x hexadecimal of 64 bits, %% */
void print(const char *format, ...);
size_t format(char *to, size_t capacity, const char *format, ...); /* size without the final 0; cut at the capacity */

/* trap.c */
typedef void interrupt_handler(void *context);
void plic_attach(uint32_t interrupt, interrupt_handler *handler, void *context);
void interrupts_on(void);
void interrupts_off(void);
void wait_for_interrupt(void); /* with interrupts off: a pending one ends the wait, and is taken once they are on */

/* timer.c */
uint64_t time_now(void); /* 10 MHz */
void timer_start(uint64_t interval); /* in units of 10 MHz */
void timer_interrupt(void);
uint64_t timer_count(void); /* timer interrupts taken */

/* seed.c: sixteen bits of entropy in 0..0xffff, or -1 when the hart has no seed CSR or its source is dead */
int seed_bits(void);

/* supervisor.c: comes back in machine mode; interrupts stay machine mode's */
void run_as_supervisor(uint64_t satp, void (*function)(void));

/* finisher.c: 0 is success */
__attribute__((noreturn)) void power_off(int code);

#endif
