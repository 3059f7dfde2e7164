/**
 * Bytes in memory: a growing writer and a bounded reader, for snapshots, digests and the log codec. Knows no stream, file
 * or channel.
 */
package dev.understudy.vmm.bytes;
