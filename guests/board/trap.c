/* Traps: the machine timer, external interrupts through the PLIC's context 0, and the one exception we expect. */
#include "board.h"

#define PLIC_PRIORITY 0x0c000000
#define PLIC_ENABLE 0x0c002000
#define PLIC_THRESHOLD 0x0c200000
#define PLIC_CLAIM 0x0c200004
#define INTERRUPTS 32

#define INTERRUPT (1ull << 63)
#define ILLEGAL_INSTRUCTION 2
#define MACHINE_TIMER 7
#define MACHINE_EXTERNAL 11
#define MSTATUS_MIE (1 << 3)

extern const char seed_instruction[], seed_missing[];

static struct {
    interrupt_handler *handler;
    void *context;
} attached[INTERRUPTS];

void plic_attach(uint32_t interrupt, interrupt_handler *handler, void *context) {
    attached[interrupt].handler = handler;
    attached[interrupt].context = context;
    write32(PLIC_PRIORITY + 4 * interrupt, 1);
    write32(PLIC_ENABLE, read32(PLIC_ENABLE) | 1u << interrupt);
    write32(PLIC_THRESHOLD, 0);
    asm volatile("csrs mie, %0" ::"r"(1ull << MACHINE_EXTERNAL));
}

void interrupts_on(void) { asm volatile("csrsi mstatus, %0" ::"i"(MSTATUS_MIE) : "memory"); }
void interrupts_off(void) { asm volatile("csrci mstatus, %0" ::"i"(MSTATUS_MIE) : "memory"); }
void wait_for_interrupt(void) { asm volatile("wfi" ::: "memory"); }

static void external_interrupt(void) {
    for (uint32_t interrupt; (interrupt = read32(PLIC_CLAIM)) != 0; write32(PLIC_CLAIM, interrupt)) {
        if (interrupt < INTERRUPTS && attached[interrupt].handler != NULL) {
            attached[interrupt].handler(attached[interrupt].context);
        }
    }
}

/* Called by trap_entry; returns the address at which to go on. */
uint64_t trap(uint64_t cause, uint64_t pc, uint64_t value) {
    if (cause == (INTERRUPT | MACHINE_TIMER)) {
        timer_interrupt();
        return pc;
    }
    if (cause == (INTERRUPT | MACHINE_EXTERNAL)) {
        external_interrupt();
        return pc;
    }
    if (cause == ILLEGAL_INSTRUCTION && pc == (uint64_t)seed_instruction) {
        return (uint64_t)seed_missing;
    }
    print("unexpected trap: cause 0x%x at 0x%x, value 0x%x\n", cause, pc, value);
    power_off(99);
}
