package dev.understudy.vmm.machine;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import java.util.HexFormat;

/**
 * The computer's shape: part of its initial state, equal on both replicas.
 *
 * @param memoryBytes RAM, a multiple of 4 KiB from 1 MiB to 1 GiB
 * @param diskBytes capacity of the disk in slot 0, a multiple of 512; 0 for none
 * @param network whether slot 1 has a network card
 * @param mac six bytes, the card's address
 * @param commandLine the kernel's, in the device tree
 * @param epochNanos what the real-time clock showed when the life began, nanoseconds since 1970
 * @param rngSeed at most 64 bytes for the device tree
 */
public record MachineConfig(
        long memoryBytes,
        long diskBytes,
        boolean network,
        byte[] mac,
        String commandLine,
        long epochNanos,
        byte[] rngSeed) {

    private static final long MAX_MEMORY = 1L << 30;

    public MachineConfig {
        if (memoryBytes < 1 << 20 || memoryBytes > MAX_MEMORY || memoryBytes % 4096 != 0) {
            throw new IllegalArgumentException("memory of " + memoryBytes
                    + " bytes: give a multiple of 4 KiB from 1 MiB to " + (MAX_MEMORY >> 20) + " MiB");
        }
        if (diskBytes < 0 || diskBytes % 512 != 0) {
            throw new IllegalArgumentException("a disk of " + diskBytes + " bytes is no multiple of 512");
        }
        if (mac.length != 6) {
            throw new IllegalArgumentException("a MAC address has 6 bytes, not " + mac.length);
        }
        if (rngSeed.length > 64) {
            throw new IllegalArgumentException("a seed of " + rngSeed.length + " bytes is over the limit of 64");
        }
    }

    /** {@code 52:54:00:12:34:56}. */
    public static byte[] parseMac(String text) {
        return HexFormat.ofDelimiter(":").parseHex(text);
    }

    DeviceTree.Board board(BootImage.Initrd initrd) {
        return new DeviceTree.Board(
                memoryBytes,
                "rv64imafdc_zicntr_zicsr_zifencei_zkr_sstc",
                "riscv,sv39",
                commandLine,
                initrd.start(),
                initrd.end(),
                rngSeed);
    }

    void encode(ByteWriter out) {
        out.u64(memoryBytes).u64(diskBytes).flag(network).block(mac).text(commandLine);
        out.u64(epochNanos).block(rngSeed);
    }

    static MachineConfig decode(ByteReader in) {
        try {
            return new MachineConfig(
                    in.u64(),
                    in.u64(),
                    in.flag(),
                    in.block(6, "MAC address"),
                    in.text(4096, "command line"),
                    in.u64(),
                    in.block(64, "seed"));
        } catch (IllegalArgumentException e) {
            throw new MalformedBytes(e.getMessage());
        }
    }
}
