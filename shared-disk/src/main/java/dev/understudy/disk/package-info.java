/**
 * The shared disk: an NBD server over sparse files, its client, and the arbiter that decides, once a generation, who owns
 * a VM. Ownership and disk live in one process, because a grant is only worth something where it fences the writes of
 * older owners.
 *
 * <pre>
 *   option haggling    OPT_ARBITER: start, open, claim, end, query       VmArbiter ── ArbiterRecord, RecordFile
 *                      OPT_OWNER:   bind this connection to an owner         │
 *   transmission       READ, WRITE, FLUSH, TRIM, …  ── Export ────────── VmFence: check and apply are one step
 * </pre>
 *
 * It knows Netty, files and the clock. It must never know what a guest, a log entry or a role is.
 */
package dev.understudy.disk;
