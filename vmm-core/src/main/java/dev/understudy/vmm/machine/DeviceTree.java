package dev.understudy.vmm.machine;

/** Generates the flattened device tree of the board. */
public final class DeviceTree {
    private DeviceTree() {}

    /**
     * What differs between two boards.
     *
     * @param memorySize bytes of RAM
     * @param isa as in {@code riscv,isa}: {@code rv64imac_zicsr_zifencei_zicntr}
     * @param mmu as in {@code mmu-type}: {@code riscv,sv39}, or {@code riscv,none}
     * @param bootArguments kernel command line, may be empty
     * @param initrdStart physical address
     * @param initrdEnd physical address after the last byte; equal to the start when there is none
     * @param rngSeed bytes for {@code rng-seed}, may be empty
     */
    public record Board(
            long memorySize,
            String isa,
            String mmu,
            String bootArguments,
            long initrdStart,
            long initrdEnd,
            byte[] rngSeed) {}

    /** The tree as a blob to put into RAM, 8-byte aligned there. */
    public static byte[] virt(Board board) {
        throw new UnsupportedOperationException("not built yet: " + board.isa());
    }
}
