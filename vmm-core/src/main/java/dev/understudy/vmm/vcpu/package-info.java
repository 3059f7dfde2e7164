/**
 * Who drives a machine: {@code LiveVcpu} from the host's events, which it makes entries of, {@code ReplayVcpu} from a log.
 * Both apply entries through the same {@code Machine.apply}. One thread runs them; neither knows a channel or a peer.
 */
package dev.understudy.vmm.vcpu;
