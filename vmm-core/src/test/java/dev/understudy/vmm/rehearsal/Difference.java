package dev.understudy.vmm.rehearsal;

import java.util.List;

/**
 * Where two takes of one life part, and in what.
 *
 * @param verdict one line
 * @param equalAt instruction number of the last digest over everything that was found equal, or 0
 * @param differentAt first at which a digest or another proof was not, or of the end
 * @param place the first difference, or null if no state differs at any moment looked at
 * @param registers of the hart that differ then, x1 first
 * @param devices and counts that differ then
 * @param memory the first byte that differs of each of the first pages that do
 * @param log entries around the place; {@code -} and {@code +} mark those that only the one or the other has
 * @param stopped why the second could not go on, or empty
 */
public record Difference(
        String verdict,
        long equalAt,
        long differentAt,
        Place place,
        List<Value> registers,
        List<Value> devices,
        List<Value> memory,
        List<String> log,
        String stopped) {
    private static final int SHOWN = 8;

    /**
     * The first moment at which the states differ.
     *
     * @param instruction number
     * @param executed true if executing it made the difference, false if something did that happened before it
     * @param pc its address
     * @param code its text
     * @param interrupted an interrupt is taken before it, so its handler's first is executed
     */
    public record Place(long instruction, boolean executed, long pc, String code, boolean interrupted) {
        @Override
        public String toString() {
            return instruction + (executed ? ", by executing 0x" : ", before 0x") + Long.toHexString(pc) + " " + code
                    + (interrupted ? " (an interrupt is taken first)" : "");
        }
    }

    /** A part of the state in both takes. */
    public record Value(String name, String expected, String found) {
        @Override
        public String toString() {
            return name + ": " + expected + ", found " + found;
        }
    }

    /** Some lines for a person. */
    public String text() {
        StringBuilder text = new StringBuilder(verdict);
        line(text, "interval", "equal @" + equalAt + ", different @" + differentAt);
        line(text, "instruction", place == null ? "none: no state differs, or not each time" : place.toString());
        values(text, "register", registers);
        values(text, "device", devices);
        values(text, "memory", memory);
        for (int i = 0; i < log.size(); i++) {
            line(text, i == 0 ? "log" : "", log.get(i));
        }
        if (!stopped.isEmpty()) {
            line(text, "stopped", stopped.replace("\n", "\n" + " ".repeat(14)));
        }
        return text.toString();
    }

    private static void values(StringBuilder text, String label, List<Value> values) {
        for (int i = 0; i < Math.min(SHOWN, values.size()); i++) {
            line(text, i == 0 ? label : "", values.get(i).toString());
        }
        if (values.size() > SHOWN) {
            line(text, "", "and " + (values.size() - SHOWN) + " more");
        }
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(String.format("%n  %-12s%s", label, value));
    }
}
