/*
 * Ends the HTIF way, as the architecture's own test programs do: a store of (code << 1 | 1) to the symbol tohost. The
 * code here is 0: success.
 */
#include "board.h"

__attribute__((section(".tohost"), used, aligned(64))) volatile uint64_t tohost;
__attribute__((section(".tohost"), used, aligned(64))) volatile uint64_t fromhost;

int main(void) {
    uart_start();
    print("htif: tohost is at 0x%x\n", (uint64_t)&tohost);
    for (;;) {
        tohost = 1;
    }
}
