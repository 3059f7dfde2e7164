/**
 * What the instructions compute: one static method each, defined once and called by every engine. Values in, value out;
 * it must never know a register file, memory, a trap or an encoding.
 */
package dev.understudy.isa.semantics;
