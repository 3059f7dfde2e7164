/**
 * Executes pre-decoded instructions one by one: the oracle, and the engine for all that the translator leaves alone. It
 * knows the hart, its RAM and how instructions are decoded. It must never know a device, a clock or a thread.
 */
package dev.understudy.isa.interpreter;
