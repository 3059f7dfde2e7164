package dev.understudy.isa.conformance;

import dev.understudy.isa.Assembler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Straight assembly of 32-bit instructions, with labels: {@code "name:"} is one, {@code @name} in the place of an offset
 * refers to it, and {@code "la t0,0x80001000"} (or {@code @name}) makes any address from pc, in two instructions.
 */
final class Routine {
    private final long address;
    private final Map<String, Long> labels = new LinkedHashMap<>();
    private final List<Integer> words = new ArrayList<>();

    Routine(long address, List<String> lines) {
        this.address = address;
        place(lines);
        for (String line : lines) {
            if (!line.endsWith(":")) {
                assemble(line);
            }
        }
    }

    private void place(List<String> lines) {
        long at = address;
        for (String line : lines) {
            if (line.endsWith(":")) {
                labels.put(line.substring(0, line.length() - 1), at);
            } else {
                at += line.startsWith("la ") ? 8 : 4;
            }
        }
    }

    private void assemble(String line) {
        long pc = address + 4L * words.size();
        if (line.startsWith(".word ")) {
            words.add(Integer.parseUnsignedInt(line.substring(8), 16));
            return;
        }
        int mark = line.indexOf('@');
        String resolved = mark < 0 ? line : line.substring(0, mark) + (label(line.substring(mark + 1)) - pc);
        if (!line.startsWith("la ")) {
            words.add(Assembler.word(resolved));
            return;
        }
        String[] operands = resolved.substring(3).split(",");
        int distance = Math.toIntExact(mark < 0 ? Long.decode(operands[1]) - pc : Long.decode(operands[1]));
        int low = distance << 20 >> 20;
        words.add(Assembler.word("auipc " + operands[0] + ",0x" + Integer.toHexString((distance - low) >>> 12)));
        words.add(Assembler.word("addi " + operands[0] + "," + operands[0] + "," + low));
    }

    /** Address of a label. */
    long label(String name) {
        Long at = labels.get(name);
        if (at == null) {
            throw new IllegalArgumentException("no label " + name);
        }
        return at;
    }

    List<Integer> words() {
        return words;
    }
}
