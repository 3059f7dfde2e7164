/* Calls a function in supervisor mode, behind a page table under which code, stack and data have their physical addresses. */
#include "board.h"

#define MPP (3ull << 11)
#define MPP_SUPERVISOR (1ull << 11)
#define PMP_ALL 0x1f /* naturally aligned, executable, writable, readable */

/* Its ecall at the end comes back in machine mode; so would any other trap, with the work unfinished. */
void run_as_supervisor(uint64_t satp, void (*function)(void)) {
    asm volatile("csrw pmpaddr0, %0\n csrw pmpcfg0, %1\n csrw satp, %2\n sfence.vma" ::"r"(-1ull >> 10), "r"(PMP_ALL),
                 "r"(satp)
                 : "memory");
    asm volatile("csrc mstatus, %0\n csrs mstatus, %1" ::"r"(MPP), "r"(MPP_SUPERVISOR));
    register void (*work)(void) asm("a0") = function;
    asm volatile(
        "   la   s1, 2f\n"
        "   csrrw s1, mtvec, s1\n"
        "   mv   s2, sp\n"
        "   la   t0, 1f\n"
        "   csrw mepc, t0\n"
        "   mret\n"
        "1: jalr a0\n"
        "   ecall\n"
        "   .balign 4\n"
        "2: csrw mtvec, s1\n"
        "   mv   sp, s2\n"
        : "+r"(work)::"ra", "s1", "s2", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
          "memory");
}
