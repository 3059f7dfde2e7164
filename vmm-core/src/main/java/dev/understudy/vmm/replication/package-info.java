/**
 * Roles and the replication protocol: who owns a life, when output may leave, when a backup goes live. The protocol is a
 * state machine without I/O, thread or clock: messages and time go in, actions come out. Rules are named as in the README.
 */
package dev.understudy.vmm.replication;
