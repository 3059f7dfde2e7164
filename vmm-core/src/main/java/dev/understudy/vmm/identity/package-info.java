/**
 * Who is one of us. All processes of a pair hold one secret; the certificate authority is a function of it, and each
 * process certifies a key of its own that it makes at its start. Knows TLS certificates and files, no socket.
 */
package dev.understudy.vmm.identity;
