/* UART 16550, byte-wide registers. Sending polls; the board's UART takes bytes as fast as they come. */
#include "board.h"

#define UART ((volatile uint8_t *)0x10000000)
enum { DATA = 0, INTERRUPT_ENABLE = 1, FIFO_CONTROL = 2, LINE_CONTROL = 3, LINE_STATUS = 5 };
enum { DATA_READY = 1 << 0, TRANSMIT_EMPTY = 1 << 5 };

void uart_start(void) {
    UART[INTERRUPT_ENABLE] = 0;
    UART[LINE_CONTROL] = 3; /* 8 bits, no parity; the divisor means nothing on an emulated line */
    UART[FIFO_CONTROL] = 1;
}

void uart_interrupts_on(void) { UART[INTERRUPT_ENABLE] = 1; }

void uart_write(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++) {
        while ((UART[LINE_STATUS] & TRANSMIT_EMPTY) == 0) {
        }
        UART[DATA] = (uint8_t)text[i];
    }
}

int uart_read(void) { return UART[LINE_STATUS] & DATA_READY ? UART[DATA] : -1; }
