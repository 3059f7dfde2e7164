/**
 * The hardware: an RV64 hart. It knows registers, privilege, traps and its exact instruction number. It must never know
 * a device, a file, a clock or a thread.
 */
package dev.understudy.isa;
