package dev.understudy.vmm.host;

import dev.understudy.vmm.log.DiskStatus;

/** What the world hands to the vCPU's thread. The arrays belong to the event: nobody changes them. */
public sealed interface HostEvent {
    /** An inbound frame, numbered by the switch. */
    record FrameArrived(long number, byte[] frame) implements HostEvent {}

    /** The disk answered request {@code id}. */
    record DiskAnswered(long id, DiskStatus status, byte[] data) implements HostEvent {}

    /** Console input; {@code number} is that of its first byte. */
    record ConsoleTyped(long number, byte[] data) implements HostEvent {}

    /** Random bytes for entropy request {@code id}. */
    record EntropyReady(long id, byte[] data) implements HostEvent {}

    /** Something to do on the vCPU's thread between two slices: protocol messages, operator requests, status. */
    record Command(Runnable action) implements HostEvent {}
}
