package dev.understudy.vmm.rehearsal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.vcpu.ReplayVcpu;
import dev.understudy.vmm.vcpu.Vcpu;
import java.util.ArrayList;
import java.util.List;

/** A log on a machine of its own. */
public final class Replay {
    private final Machine machine;
    private final EntryList.Source source;
    private final List<Output> outputs;
    private final ReplayVcpu vcpu;

    /** {@code machine} in the state in which the log begins. */
    public Replay(Machine machine, EntryList.Source source) {
        this(machine, source, new ArrayList<>());
    }

    /** The same; its outputs follow those that are in {@code outputs} already. */
    Replay(Machine machine, EntryList.Source source, List<Output> outputs) {
        this.machine = machine;
        this.source = source;
        this.outputs = outputs;
        vcpu = new ReplayVcpu(machine, source, outputs::add);
    }

    /** The whole log, sealed, played to its end. Throws Divergence. */
    public static Replay of(Machine machine, List<LogEntry> entries) {
        Replay replay = new Replay(
                machine, new EntryList.Source(entries).arrive(entries.size()).seal());
        replay.toEnd();
        return replay;
    }

    public void toEnd() {
        Vcpu.Step step = vcpu.step();
        while (step == Vcpu.Step.RAN) {
            step = vcpu.step();
        }
    }

    public Vcpu.Step step() {
        return vcpu.step();
    }

    public Machine machine() {
        return machine;
    }

    public EntryList.Source source() {
        return source;
    }

    public List<Output> outputs() {
        return outputs;
    }

    /** Registers, devices, numbers and all memory are those of {@code other}. */
    public static void assertSameState(Machine expected, Machine found) {
        assertEquals(expected.instruction(), found.instruction(), "instruction number");
        assertArrayEquals(expected.hartState(), found.hartState(), "hart");
        assertEquals(expected.outputs(), found.outputs(), "outputs");
        assertEquals(expected.registerDigest(), found.registerDigest(), "register digest");
        assertEquals(expected.memoryDigest(), found.memoryDigest(), "memory digest");
    }

    public static void assertSameOutputs(List<Output> expected, List<Output> found) {
        assertEquals(expected.size(), found.size(), "outputs");
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(bytes(expected.get(i)), bytes(found.get(i)), "output " + i);
        }
    }

    private static byte[] bytes(Output output) {
        ByteWriter out = new ByteWriter(64);
        output.encode(out);
        return out.toByteArray();
    }
}
