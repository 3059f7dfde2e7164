package dev.understudy.vmm.rehearsal;

import dev.understudy.isa.Hart;
import dev.understudy.isa.Ram;
import dev.understudy.isa.instruction.Disassembler;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MemoryMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A machine's state at one moment, taken apart for people.
 *
 * @param hart a word each of {@link Hart#stateNames}
 * @param numbers what the machine counts, by name
 * @param devices saved bytes, by the device's name
 */
record StateImage(
        long instruction,
        long pc,
        boolean interruptPending,
        long[] hart,
        Map<String, Long> numbers,
        SortedMap<String, byte[]> devices,
        byte[] memory) {
    private static final int PAGES_SHOWN = 4;

    static StateImage of(Machine machine) {
        Map<String, Long> numbers = new LinkedHashMap<>();
        numbers.put("guest time", machine.guestTime());
        numbers.put("next frame", machine.nextFrame());
        numbers.put("next typed byte", machine.nextInputByte());
        numbers.put("outputs", machine.outputs());
        numbers.put("checksum of outputs", machine.outputChecksum());
        return new StateImage(
                machine.instruction(),
                machine.pc(),
                machine.interruptPending(),
                machine.hartState(),
                numbers,
                machine.deviceStates(),
                machine.memory(MemoryMap.RAM_BASE, (int) machine.config().memoryBytes()));
    }

    /** The instruction at pc as text; what is not in RAM is no instruction. */
    String code() {
        long offset = pc - MemoryMap.RAM_BASE;
        if (offset < 0 || offset > memory.length - 2) {
            return "outside RAM";
        }
        int bits = 0;
        for (int i = (int) Math.min(3, memory.length - 1 - offset); i >= 0; i--) {
            bits = bits << 8 | (memory[(int) offset + i] & 0xff);
        }
        return Disassembler.text(bits);
    }

    /** Registers that are not as in {@code found}, x1 first. */
    List<Difference.Value> registersUnlike(StateImage found) {
        List<Difference.Value> unlike = new ArrayList<>();
        List<String> names = Hart.stateNames();
        for (int i = 0; i < hart.length; i++) {
            if (hart[i] != found.hart[i]) {
                unlike.add(new Difference.Value(names.get(i), hex(hart[i]), hex(found.hart[i])));
            }
        }
        return unlike;
    }

    /** Counts, then devices by the first byte of their saved state that differs. */
    List<Difference.Value> devicesUnlike(StateImage found) {
        List<Difference.Value> unlike = new ArrayList<>();
        numbers.forEach((name, value) -> {
            if (!value.equals(found.numbers.get(name))) {
                unlike.add(new Difference.Value(name, "" + value, "" + found.numbers.get(name)));
            }
        });
        devices.forEach((name, state) -> {
            int at = Arrays.mismatch(state, found.devices.get(name));
            if (at >= 0) {
                unlike.add(new Difference.Value(
                        "device " + name + ", byte " + at + " of its state",
                        byteAt(state, at),
                        byteAt(found.devices.get(name), at)));
            }
        });
        return unlike;
    }

    /** The first byte that differs of each of the first few pages that do. */
    List<Difference.Value> memoryUnlike(StateImage found) {
        List<Difference.Value> unlike = new ArrayList<>();
        int size = Math.min(memory.length, found.memory.length);
        if (memory.length != found.memory.length) {
            unlike.add(new Difference.Value("bytes of RAM", "" + memory.length, "" + found.memory.length));
        }
        for (int page = 0; page < size && unlike.size() < PAGES_SHOWN; page += Ram.PAGE_SIZE) {
            int end = page + Ram.PAGE_SIZE;
            int at = Arrays.mismatch(memory, page, end, found.memory, page, end);
            if (at >= 0) {
                String name = String.format(
                        "0x%x (page %d, offset 0x%x)", MemoryMap.RAM_BASE + page + at, page / Ram.PAGE_SIZE, at);
                unlike.add(new Difference.Value(name, byteAt(memory, page + at), byteAt(found.memory, page + at)));
            }
        }
        return unlike;
    }

    private static String byteAt(byte[] bytes, int at) {
        return at < bytes.length ? String.format("%02x", bytes[at]) : "nothing";
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
