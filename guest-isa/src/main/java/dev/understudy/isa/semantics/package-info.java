/**
 * What the instructions compute: one static method each, defined once and called by every engine. Values in, value out;
 * floating point also reads and accrues in the {@link dev.understudy.isa.semantics.Fcsr} that it is given. It must never
 * know a register file, memory, a trap or an encoding.
 */
package dev.understudy.isa.semantics;
