# Reset and trap entry: machine mode, one hart, no firmware below us.
#
# Registers saved on a trap are those that the calling convention lets a C function destroy; the C handler keeps the
# others. Traps do not nest: mret turns interrupts on again.

        .section .text.start, "ax"
        .globl  _start
_start:
        csrw    mie, zero
        csrr    t0, mhartid
        bnez    t0, park
        .option push
        .option norelax
        la      gp, __global_pointer$
        .option pop
        la      sp, __stack_top
        la      t0, trap_entry
        csrw    mtvec, t0
        la      t0, __bss_start
        la      t1, __bss_end
1:      bgeu    t0, t1, 2f
        sd      zero, 0(t0)
        addi    t0, t0, 8
        j       1b
2:      call    main
        call    power_off               # with what main returned
park:   wfi
        j       park

        .text
        .balign 4
trap_entry:
        addi    sp, sp, -128
        sd      ra, 0(sp)
        sd      t0, 8(sp)
        sd      t1, 16(sp)
        sd      t2, 24(sp)
        sd      a0, 32(sp)
        sd      a1, 40(sp)
        sd      a2, 48(sp)
        sd      a3, 56(sp)
        sd      a4, 64(sp)
        sd      a5, 72(sp)
        sd      a6, 80(sp)
        sd      a7, 88(sp)
        sd      t3, 96(sp)
        sd      t4, 104(sp)
        sd      t5, 112(sp)
        sd      t6, 120(sp)
        csrr    a0, mcause
        csrr    a1, mepc
        csrr    a2, mtval
        call    trap                    # returns where to go on
        csrw    mepc, a0
        ld      ra, 0(sp)
        ld      t0, 8(sp)
        ld      t1, 16(sp)
        ld      t2, 24(sp)
        ld      a0, 32(sp)
        ld      a1, 40(sp)
        ld      a2, 48(sp)
        ld      a3, 56(sp)
        ld      a4, 64(sp)
        ld      a5, 72(sp)
        ld      a6, 80(sp)
        ld      a7, 88(sp)
        ld      t3, 96(sp)
        ld      t4, 104(sp)
        ld      t5, 112(sp)
        ld      t6, 120(sp)
        addi    sp, sp, 128
        mret

# int64_t seed_read(void): one read of the seed CSR (0x015, Zkr), or -1 where the hart has none: then the read is an
# illegal instruction, and trap() goes on at seed_missing. The CSR must be accessed read-write, or it traps as well.
        .globl  seed_read, seed_instruction, seed_missing
seed_read:
        .balign 4
        .option push
        .option norvc
seed_instruction:
        csrrw   a0, 0x015, zero
        .option pop
        ret
seed_missing:
        li      a0, -1
        ret
