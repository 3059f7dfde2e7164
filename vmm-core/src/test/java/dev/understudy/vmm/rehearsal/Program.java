package dev.understudy.vmm.rehearsal;

import dev.understudy.isa.instruction.Instruction;
import dev.understudy.vmm.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A small program at the first byte of RAM, an instruction a call. Registers are numbers, labels are texts. */
public final class Program {
    /** mstatus, mie, mtvec, mcause, mip. */
    public static final int MSTATUS = 0x300;

    public static final int MIE = 0x304;
    public static final int MTVEC = 0x305;
    public static final int MCAUSE = 0x342;
    public static final int MIP = 0x344;
    public static final int SEED = 0x015;
    public static final int TIME = 0xc01;

    private record Line(Instruction instruction, int rd, int rs1, int rs2, int immediate, String target) {}

    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();

    /** Names the next instruction. */
    public Program label(String name) {
        labels.put(name, 4 * lines.size());
        return this;
    }

    private Program add(Instruction instruction, int rd, int rs1, int rs2, int immediate, String target) {
        lines.add(new Line(instruction, rd, rs1, rs2, immediate, target));
        return this;
    }

    /** {@code rd = rs1 op rs2}. */
    public Program op(String name, int rd, int rs1, int rs2) {
        return add(Instruction.valueOf(name), rd, rs1, rs2, 0, null);
    }

    /** {@code rd = rs1 op value}, also loads (offset) and CSR instructions (number). */
    public Program with(String name, int rd, int rs1, int value) {
        return add(Instruction.valueOf(name), rd, rs1, 0, value, null);
    }

    /** Stores {@code rs2} at {@code rs1 + offset}. */
    public Program store(String name, int rs2, int rs1, int offset) {
        return add(Instruction.valueOf(name), 0, rs1, rs2, offset, null);
    }

    public Program branch(String name, int rs1, int rs2, String target) {
        return add(Instruction.valueOf(name), 0, rs1, rs2, 0, target);
    }

    public Program jump(String target) {
        return add(Instruction.JAL, 0, 0, 0, 0, target);
    }

    public Program plain(String name) {
        return add(Instruction.valueOf(name), 0, 0, 0, 0, null);
    }

    /** {@code rd} = a value of 32 bits, sign-extended; two instructions. */
    public Program li(int rd, int value) {
        int low = value << 20 >> 20;
        add(Instruction.LUI, rd, 0, 0, value - low, null);
        return add(Instruction.ADDIW, rd, rd, 0, low, null);
    }

    /** {@code rd} = address of RAM at {@code offset}, from 0 to 2^31; two instructions. */
    public Program la(int rd, int offset) {
        int distance = offset - 4 * lines.size();
        int low = distance << 20 >> 20;
        add(Instruction.AUIPC, rd, 0, 0, distance - low, null);
        return add(Instruction.ADDI, rd, rd, 0, low, null);
    }

    /** {@code rd} = the address of a label; two instructions. */
    public Program la(int rd, String target) {
        add(Instruction.AUIPC, rd, 0, 0, 0, null);
        return add(Instruction.ADDI, rd, rd, 0, 4, target);
    }

    /** Stores 32 bits of value into a device's register; clobbers x30 and x31. */
    public Program poke(int address, int value) {
        return li(30, address).li(31, value).store("SW", 31, 30, 0);
    }

    public byte[] bytes() {
        ByteWriter out = new ByteWriter(4 * lines.size());
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            int immediate = line.immediate + (line.target == null ? 0 : labels.get(line.target) - 4 * i);
            out.u32(line.instruction.format().encode(line.instruction.match(), line.rd, line.rs1, line.rs2, immediate));
        }
        return out.toByteArray();
    }
}
