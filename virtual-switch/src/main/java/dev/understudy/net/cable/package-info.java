/**
 * Cables out of the switch into the host: to passt, a program that turns a guest's TCP segments into sockets, and to a TAP
 * device, behind which the host's own bridges and interfaces are.
 *
 * <p>Knows frames as bytes only, nothing of what is in them: what may pass is decided in the package above. Who starts passt,
 * and for which ports, is the launcher's matter.
 */
package dev.understudy.net.cable;
