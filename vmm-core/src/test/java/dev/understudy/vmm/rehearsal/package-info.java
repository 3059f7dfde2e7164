/**
 * Rehearsals: a guest image and a schedule of inputs, lived once in simulated time on one thread, then replayed from its
 * log; digests compared. Knows vCPUs, machine and log; no role, no thread, no host clock.
 */
package dev.understudy.vmm.rehearsal;
