package dev.understudy.isa.agreement;

import dev.understudy.isa.Assembler;
import dev.understudy.isa.instruction.Disassembler;
import dev.understudy.isa.instruction.Format;
import dev.understudy.isa.instruction.Instruction;
import dev.understudy.isa.semantics.Fcsr;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A bare-metal program that executes instructions over tables of operands, each twice: with all flags clear, and with NX
 * set. It leaves results and flags in memory and powers off.
 *
 * <pre>
 * 0         the program
 * CELLS     begin and end of a table, for each instruction
 * TABLES    operands, three longs each
 * RESULTS   24 bytes an execution: result, result with NX set, flags of both
 * </pre>
 */
final class FloatProgram {
    static final long BASE = 0x8000_0000L;
    static final int RAM_MEGABYTES = 128;
    static final int RESULTS = 16 << 20;

    private static final int CELLS = 0x4_0000;
    private static final int TABLES = 0x8_0000;
    private static final int RECORD = 24;

    /** What an instruction's source registers hold. */
    enum Operands {
        INTEGERS,
        SINGLES,
        DOUBLES;

        static Operands of(Instruction instruction) {
            if (!instruction.format().floatRs1()) {
                return INTEGERS;
            }
            String name = instruction.name();
            boolean single = name.endsWith("_S") || name.endsWith("_X_W");
            return single ? SINGLES : DOUBLES;
        }
    }

    /** One instruction over a table. The mode in frm matters if the instruction's own is dynamic. */
    private record Trial(int word, int frm, Table table, int firstResult) {}

    /** Tuples of three longs, at an address. */
    private record Table(long[] longs, int offset) {
        int tuples() {
            return longs.length / 3;
        }
    }

    private final ByteBuffer image = ByteBuffer.allocate(RESULTS).order(ByteOrder.LITTLE_ENDIAN);
    private final List<Trial> trials = new ArrayList<>();
    private int tablesEnd = TABLES;
    private int records;

    /** All that compute, in all modes, over the tables that {@code operands} gives for them. */
    FloatProgram(Function<Instruction, long[]> operands) {
        Map<Instruction, Table> tables = new EnumMap<>(Instruction.class);
        for (Instruction instruction : Instruction.values()) {
            if (instruction.ordinal() >= Instruction.FLW.ordinal()
                    && instruction.owner().type() != null) {
                tables.put(instruction, table(operands.apply(instruction)));
            }
        }
        tables.forEach(this::addTrials);
        assemble();
    }

    private Table table(long[] longs) {
        Table table = new Table(longs, tablesEnd);
        for (long operand : longs) {
            image.putLong(tablesEnd, operand);
            tablesEnd += 8;
        }
        return table;
    }

    private void addTrials(Instruction instruction, Table table) {
        if (!instruction.format().hasRoundingMode()) {
            addTrial(instruction, 0, 0, table);
            return;
        }
        for (int mode = 0; mode < 5; mode++) {
            addTrial(instruction, mode, (mode + 1) % 5, table);
            addTrial(instruction, 7, mode, table);
        }
    }

    /** rd = a1 or fa1, rs1 = t0 or ft5, rs2 = ft6, rs3 = ft7. */
    private void addTrial(Instruction instruction, int rm, int frm, Table table) {
        Format format = instruction.format();
        int immediate = format == Format.R4 ? 7 << 3 | rm : rm;
        trials.add(new Trial(format.encode(instruction.match(), 11, 5, 6, immediate), frm, table, records));
        records += table.tuples();
    }

    private void assemble() {
        add(
                "lui a0,0x6",
                "csrrs zero,mstatus,a0",
                "auipc s3,0x40",
                "addi s3,s3,-8",
                "auipc s2,0x1000",
                "addi s2,s2,-16");
        ByteBuffer cells = image.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(CELLS);
        for (Trial trial : trials) {
            cells.putLong(BASE + trial.table.offset).putLong(BASE + trial.table.offset + 8L * trial.table.longs.length);
            add("ld s0,0(s3)", "ld s1,8(s3)", "addi s3,s3,16", "csrrwi zero,frm," + trial.frm);
            int loop = image.position();
            add("ld t0,0(s0)", "fld ft5,0(s0)", "fld ft6,8(s0)", "fld ft7,16(s0)");
            addExecution(trial, 0, 0);
            addExecution(trial, Fcsr.NX, 8);
            add("addi s2,s2," + RECORD, "addi s0,s0,24", "bne s0,s1,.-" + (image.position() + 8 - loop));
        }
        add("lui a0,0x100", "lui a1,0x5", "addi a1,a1,0x555", "sw a1,0(a0)", "jal zero,.+0");
        if (image.position() > CELLS || cells.position() > TABLES) {
            throw new IllegalStateException("the program has no room");
        }
    }

    private void addExecution(Trial trial, int flags, int at) {
        add("csrrwi zero,fflags," + flags);
        image.putInt(trial.word);
        boolean toFloat = Disassembler.text(trial.word).contains(" fa1");
        add("csrrs a2,fflags,zero", (toFloat ? "fsd fa1," : "sd a1,") + at + "(s2)", "sb a2," + (16 + at / 8) + "(s2)");
    }

    private void add(String... lines) {
        for (String line : lines) {
            image.putInt(Assembler.word(line));
        }
    }

    byte[] image() {
        return image.array();
    }

    int resultBytes() {
        return records * RECORD;
    }

    /** What was executed and came out of it at this byte of the results. */
    String describe(int offset, byte[] results) {
        int record = offset / RECORD;
        Trial trial = trials.stream()
                .filter(t -> record >= t.firstResult && record < t.firstResult + t.table.tuples())
                .findFirst()
                .orElseThrow();
        int tuple = 3 * (record - trial.firstResult);
        ByteBuffer values =
                ByteBuffer.wrap(results).order(ByteOrder.LITTLE_ENDIAN).position(record * RECORD);
        return String.format(
                "%s with frm %d of %016x, %016x, %016x: %016x and %016x, fflags %02x and %02x",
                Disassembler.text(trial.word),
                trial.frm,
                trial.table.longs[tuple],
                trial.table.longs[tuple + 1],
                trial.table.longs[tuple + 2],
                values.getLong(),
                values.getLong(),
                values.get(),
                values.get());
    }
}
