package dev.understudy.isa.conformance;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.instruction.Disassembler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Runs both machines to the beginning of one trial, then steps them until they differ, and tells where. */
final class Stepper implements AutoCloseable {
    private static final int STEPS_MAX = 5_000;
    /** Of mstatus: what our hart keeps in its state. */
    private static final long STATUS = 0x7e_79aa;
    /** Those of the record that the state of our hart holds as they are. */
    private static final List<String> CONTROL_REGISTERS = List.of("mepc", "sepc", "medeleg", "mideleg", "mie");
    /** Those that the monitor levels. */
    private static final List<String> LEVELLED = List.of("mcause", "mtval", "scause", "stval");

    private final Routine monitor = Monitor.routine();
    private final OurMachine ours;
    private final Gdb gdb;
    private final Qemu qemu;

    Stepper(Path folder, byte[] image, int trial, Function<Hart, ExecutionEngine> engine) throws IOException {
        byte[] stopping = image.clone();
        ByteBuffer.wrap(stopping)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(Layout.offset(Layout.PAUSE_TRIAL), Batch.trialAddress(trial));
        long pause = monitor.label("pause");
        ours = new OurMachine(stopping, engine);
        gdb = new Gdb(folder.resolve("gdb"));
        qemu = new Qemu(folder, stopping, gdb.options());
        gdb.accept(qemu.process());
        gdb.runTo(pause);
        ours.runTo(pause);
    }

    /** The first instruction that the two execute differently, and how. */
    String firstDifference() throws IOException {
        long last = 0;
        for (int i = 1; i <= STEPS_MAX; i++) {
            long pc = ours.hart().pc();
            last = isLevelling(pc) ? last : pc;
            boolean interrupted = ours.interruptPending();
            ours.step();
            gdb.step();
            if (interrupted) {
                // Taking an interrupt is a step of its own there.
                gdb.step();
            }
            if (ours.text(pc).equals("wfi") && ours.hart().pc() == pc + 4) {
                // A WFI that has nothing to wait for does the next instruction too in one step there.
                ours.step();
            }
            List<String> differences = differences();
            if (!differences.isEmpty()) {
                return "step " + i + (interrupted ? ", after an interrupt" : "") + ", " + Long.toHexString(last) + " "
                        + ours.text(last) + "\n  " + String.join("\n  ", differences);
            }
        }
        return "no difference in " + STEPS_MAX + " steps";
    }

    /** On the way from a trap to where the two are made equal. */
    private boolean isLevelling(long pc) {
        return Layout.code(pc) >>> 12 == Layout.SUPERVISOR_HANDLER >>> 12
                || (pc >= monitor.label("trap") && pc < monitor.label("levelled"));
    }

    private List<String> differences() throws IOException {
        List<String> found = new ArrayList<>();
        long next = ours.hart().pc();
        if (next > monitor.label("level") && next < monitor.label("levelled")) {
            return found;
        }
        long[] theirs = gdb.registers();
        for (int i = 1; i < 32; i++) {
            compare(
                    "x" + i + "/" + Disassembler.register(i),
                    theirs[i],
                    ours.hart().register(i),
                    found);
        }
        for (int i = 0; i < 32; i++) {
            String name = "f" + i + "/" + Disassembler.floatRegister(i);
            compare(name, gdb.floatRegister(i), ours.word(name), found);
        }
        compare("pc", theirs[32], ours.hart().pc(), found);
        for (String name : CONTROL_REGISTERS) {
            compare(name, gdb.controlRegister(name), ours.word(name), found);
        }
        for (String name : isLevelling(next) ? List.<String>of() : LEVELLED) {
            compare(name, gdb.controlRegister(name), ours.word(name), found);
        }
        compare("mstatus", gdb.controlRegister("mstatus") & STATUS, ours.word("mstatus") & STATUS, found);
        return found;
    }

    private static void compare(String name, long expected, long found, List<String> differences) {
        if (expected != found) {
            differences.add(
                    name + ": qemu has 0x" + Long.toHexString(expected) + ", ours 0x" + Long.toHexString(found));
        }
    }

    @Override
    public void close() throws IOException {
        gdb.close();
        qemu.close();
    }
}
