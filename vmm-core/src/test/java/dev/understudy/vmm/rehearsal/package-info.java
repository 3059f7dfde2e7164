/**
 * A test kit for guests, published as this module's test-jar: a guest image and a schedule of inputs, lived in simulated time on
 * one thread, lived again or replayed from its log, every bit of state compared; the first differing instruction and register
 * named. {@link dev.understudy.vmm.rehearsal.Rehearsal} is where to begin. Knows vCPUs, machine and log; no role, no thread, no
 * host clock; beside them JUnit's assertions.
 */
package dev.understudy.vmm.rehearsal;
