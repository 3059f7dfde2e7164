/**
 * Our hart beside an independent one, Debian's qemu-system-riscv64: random programs run on both, all that they leave behind
 * is compared, and the first instruction that differs is found by stepping both. It knows how programs are made and how
 * the two are driven. It must never know how our hart computes anything: expectations come from the other one alone.
 *
 * <p>Where the two may differ, or qemu 7.2 differs from the manuals, programs do not go, or the monitor levels it:
 *
 * <ul>
 *   <li>mtval of a breakpoint is its address or zero (privileged ISA, section 3.1.16): ours the one, there the other.
 *   <li>An AMO is a load there, then a store, and reports what refuses either; it is the store's exception (3.1.15). So the
 *       monitor levels the cause, both are delegated alike, and where a page refuses the store and something else the load
 *       no AMO goes.
 *   <li>A misaligned access where nothing answers is split there, and mtval is the part's address; one that ends in another
 *       range of protection is refused as a whole (3.7.1 permits both). So accesses are aligned there.
 *   <li>An SC without reservation does not look at its address there. So it follows an LR that loaded. A store between LR
 *       and SC may end the reservation. So there is none.
 *   <li>Cached translations outlive a store into the page table there (4.2.1 permits that), and MRET leaves those of MPRV.
 *       So a fence follows at once, and no data is where the monitor is.
 *   <li>A walk that reads where nothing answers is a page fault there, not an access fault (4.3.2). So tables are in RAM.
 *       A and D are set there in a table that a range has made read-only. So a range refuses tables all or nothing.
 *   <li>Ranges of protection have a grain of four bytes there (WARL), of 4096 here. So they are of whole pages.
 *   <li>stimecmp sets STIP there whether menvcfg has STCE or not. So M writes it only with STCE. Time passes there. So it is
 *       long past or never.
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
