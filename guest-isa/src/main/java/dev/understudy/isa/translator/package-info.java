/**
 * Hot guest code as JVM bytecode: regions of one page of code become hidden classes that keep guest registers in JVM
 * locals. The only user of ASM.
 *
 * <p>A region does nothing but compute, jump and access RAM. Before an instruction that may do anything else, or for which
 * too few instructions are left, it leaves, and the interpreter executes that instruction: traps, devices, CSRs and exact
 * stops have one definition. It knows the hart, its RAM, its TLB and the interpreter. It must never know a device or a
 * thread, nor a clock but to say how long translating took.
 */
package dev.understudy.isa.translator;
