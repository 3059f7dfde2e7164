/**
 * The log between primary and backup, over Netty: TLS, framing, acknowledgement, credit, back-pressure, state transfer.
 * One event-loop thread carries a connection and calls its listener. Knows no role and decides nothing: who lives, when
 * an output leaves and when the peer is dead is the protocol's business. No lock is shared with the vCPU.
 */
package dev.understudy.channel;
