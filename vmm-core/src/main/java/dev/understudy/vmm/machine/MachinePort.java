package dev.understudy.vmm.machine;

import dev.understudy.isa.NondeterministicSource;
import dev.understudy.vmm.device.DiskRequest;

/**
 * Whoever drives a machine: it gives the values of non-deterministic instructions and hears what the machine does. All
 * calls come on the vCPU's thread in the middle of the instruction numbered {@link Machine#instruction()}, console chunks
 * also between two instructions. An instruction either asks for one value or ends in one of {@link #outputPoint}, {@link
 * #guestReset}, {@link #poweredOff}, or neither.
 */
public interface MachinePort extends NondeterministicSource {
    /** The machine made an output. It is proved by the next {@link #outputPoint} or {@link #poweredOff}. */
    void output(Output output);

    /** The instruction that made outputs ends: all those numbered below {@code outputs} are made. */
    void outputPoint(long outputs, long checksum);

    /** A read or flush: no output, goes at once. */
    void issue(DiskRequest request);

    /** The guest waits for {@code length} random bytes under this id. */
    void entropy(long id, int length);

    /** The guest reset its machine. */
    void guestReset();

    /** The guest ended its life; nothing is executed any more. */
    void poweredOff(int exitCode);
}
