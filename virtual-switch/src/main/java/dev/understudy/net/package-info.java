/**
 * The world's side of the network cable: an L2 switch that replicas plug into over TCP, the gateway port that forwards host
 * UDP ports to guests, captures, and the replica's end of the cable.
 *
 * <p>{@link dev.understudy.net.VmPort}, {@link dev.understudy.net.Switch} and {@link dev.understudy.net.GatewayPort} decide;
 * they are state machines without I/O, thread or clock. {@link dev.understudy.net.SwitchServer} and
 * {@link dev.understudy.net.SwitchClient} are the Netty edge around them. Nothing here knows a machine, a log or a role: the
 * switch believes the arbiter, never a replica.
 */
package dev.understudy.net;
