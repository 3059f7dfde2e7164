/**
 * Devices as pure state machines: register accesses, log events and guest memory go in; interrupts and numbered outputs
 * come out. Knows no thread, lock, clock, stream or role.
 */
package dev.understudy.vmm.device;
