/**
 * Our hart beside an independent one, Debian's qemu-system-riscv64: random programs run on both, all that they leave behind
 * is compared, and the first instruction that differs is found by stepping both. It knows how programs are made and how
 * the two are driven. It must never know how our hart computes anything: expectations come from the other one alone.
 *
 * <p>Where the two may differ, or qemu 7.2 differs from the manuals, programs do not go, or the monitor levels it:
 *
 * <ul>
 *   <li>mtval of a breakpoint is its address or zero (privileged ISA, section 3.1.16): ours the one, there the other.
 *   <li>A misaligned AMO reports a load there, an AMO where nothing answers too; both are the store's exception (3.1.15).
 *       So AMOs are aligned and in RAM.
 *   <li>A misaligned access where nothing answers is split there, and mtval is the part's address. So it is aligned.
 *   <li>An SC without reservation does not look at its address there. So its address is good. A store between LR and SC
 *       may end the reservation. So there is none.
 *   <li>xepc keeps a written bit 0 there, and xtvec ignores a write of a reserved mode: WARL, legalised otherwise.
 *   <li>MPP keeps a written 2 there (WARL); MRET does not clear MPRV when it leaves M, as version 1.12 demands.
 *   <li>mie, mip, mideleg and medeleg have bits of the hypervisor extension there, mstatus has VS. So programs write what
 *       both have.
 *   <li>Without Smaia the lowest of several pending interrupts is taken there, not the one of highest priority (3.1.9). So
 *       it has Smaia.
 *   <li>What makes the floating-point unit Dirty may be imprecise (3.1.6.6). So it is Off or Dirty from the beginning.
 *   <li>Counters differ from run to run. So they are read for nothing but whether they may be.
 * </ul>
 */
package dev.understudy.isa.conformance;
