/**
 * Roles and the replication protocol: who owns a life, when output may leave, when a backup goes live. The protocol is a
 * state machine without I/O, thread or clock: messages and time go in, actions come out. Rules are named as in the README.
 *
 * <p>{@link dev.understudy.vmm.replication.PrimaryProtocol} and {@link dev.understudy.vmm.replication.BackupProtocol} are the
 * roles, {@link dev.understudy.vmm.replication.OutputGate} keeps the Output Rule, {@link
 * dev.understudy.vmm.replication.GoLive} orders the steps after a grant. Each role speaks to the world through one port; the
 * simulation of the tests implements the same ports as the channel does. Nothing here knows Netty, sockets, files or the
 * machine's insides.
 */
package dev.understudy.vmm.replication;
