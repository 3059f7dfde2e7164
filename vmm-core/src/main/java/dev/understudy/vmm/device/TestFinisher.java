package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;

/**
 * SiFive's test finisher: one register at offset 0, its low half says what to do, its high half carries an exit code. No
 * state.
 */
public final class TestFinisher implements Device {
    private static final int FAIL = 0x3333;
    private static final int PASS = 0x5555;
    private static final int RESET = 0x7777;

    private final OutputPort output;

    public TestFinisher(OutputPort output) {
        this.output = output;
    }

    @Override
    public long load(int offset, int size) {
        return 0;
    }

    @Override
    public void store(int offset, int size, long value) {
        if (offset != 0) {
            return;
        }
        switch ((int) value & 0xffff) {
            case PASS -> output.powerOff(0);
            case FAIL -> output.powerOff((int) (value >>> 16) & 0xffff);
            case RESET -> output.reset();
            default -> {} // nothing is defined for any other value
        }
    }

    @Override
    public void reset() {}

    @Override
    public void save(ByteWriter out) {}

    @Override
    public void restore(ByteReader in) {}
}
