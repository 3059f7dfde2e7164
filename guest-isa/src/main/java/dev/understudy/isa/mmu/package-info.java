/**
 * Which physical address a virtual one is and who may touch it: Sv39, physical memory protection, and the software TLB in
 * front of both. It knows RAM. It must never know the hart's registers, a device or an instruction.
 */
package dev.understudy.isa.mmu;
