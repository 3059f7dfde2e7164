package dev.understudy.vmm.machine;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.interpreter.Interpreter;
import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A whole machine as bytes (rule Snapshot): configuration, boot image, hart, devices with their pending requests and
 * unflushed writes, all numbers, guest time, RAM, and the outputs that may not have reached the world yet.
 *
 * <pre>
 *   SnapshotFormat{ "machine": config, boot image, hart words, device states
 *                   "memory" : RAM without zero pages
 *                   "outputs": count, Output… }
 * </pre>
 */
public final class MachineSnapshot {
    private static final String MACHINE = "machine";
    private static final String MEMORY = "memory";
    private static final String OUTPUTS = "outputs";
    private static final int MAX_OUTPUTS = 1 << 16;

    private final List<SnapshotFormat.Section> sections;

    private MachineSnapshot(List<SnapshotFormat.Section> sections) {
        this.sections = sections;
    }

    /** Stops the world: the machine must be between two instructions, on its own thread. */
    public static MachineSnapshot capture(Machine machine) {
        ByteWriter state = new ByteWriter(1 << 16);
        machine.save(state);
        return new MachineSnapshot(List.of(
                new SnapshotFormat.Section(MACHINE, state.toByteArray()),
                new SnapshotFormat.Section(
                        MEMORY, SnapshotFormat.packMemory(machine.ram().bytes()))));
    }

    /** The bytes, with the outputs that the world may not have. Any thread. */
    public byte[] seal(List<Output> outputs) {
        ByteWriter out = new ByteWriter(1024);
        out.varint(outputs.size());
        outputs.forEach(output -> output.encode(out));
        List<SnapshotFormat.Section> all = new ArrayList<>(sections);
        all.add(new SnapshotFormat.Section(OUTPUTS, out.toByteArray()));
        return SnapshotFormat.seal(all);
    }

    /** What {@link #open} gives. */
    public record Restored(Machine machine, List<Output> outputs) {}

    /** A machine in that state. Throws {@link MalformedBytes}. */
    public static Restored open(byte[] snapshot) {
        return open(snapshot, Interpreter::new);
    }

    /** The same, its instructions executed by what {@code engine} makes for its hart. */
    public static Restored open(byte[] snapshot, Function<Hart, ExecutionEngine> engine) {
        List<SnapshotFormat.Section> sections = SnapshotFormat.open(snapshot);
        byte[] memory = section(sections, MEMORY);
        Machine machine = Machine.restore(
                new ByteReader(section(sections, MACHINE)),
                ram -> SnapshotFormat.unpackMemory(memory, ram.bytes()),
                engine);
        ByteReader in = new ByteReader(section(sections, OUTPUTS));
        int count = in.count(MAX_OUTPUTS, "outputs in the snapshot");
        List<Output> outputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            outputs.add(Output.decode(in));
        }
        in.expectEnd("outputs in the snapshot");
        return new Restored(machine, outputs);
    }

    private static byte[] section(List<SnapshotFormat.Section> sections, String name) {
        for (SnapshotFormat.Section section : sections) {
            if (section.name().equals(name)) {
                return section.data();
            }
        }
        throw new MalformedBytes("the snapshot has no section " + name);
    }
}
