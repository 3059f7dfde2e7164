/**
 * Roles as wiring: a live machine's way to the world through the gate, the primary and the backup around the pure protocol
 * of {@code replication}. Two threads: the vCPU's, and the loop that everything else runs on. Knows no Netty; peers come in
 * through {@code PrimaryLink} and {@code BackupLink}.
 */
package dev.understudy.vmm.role;
