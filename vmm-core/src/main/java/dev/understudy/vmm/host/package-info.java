/**
 * Ports to the world (clock, entropy, disk, network, console) and their local adapters. All host time, randomness, threads
 * and I/O of the hypervisor live here; it never knows a role.
 */
package dev.understudy.vmm.host;
