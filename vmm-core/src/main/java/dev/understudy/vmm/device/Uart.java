package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;

/**
 * 16550A serial port, byte registers one apart. Sending takes no time, so the transmitter is always empty; the receive
 * timeout passes at once, so a byte below the trigger level is signalled as a timeout. Line speed and format are kept
 * and mean nothing.
 */
public final class Uart implements Device {
    private static final int FIFO_SIZE = 16;

    private static final int IER_RECEIVED = 0x01;
    private static final int IER_EMPTY = 0x02;
    private static final int IER_LINE = 0x04;

    private static final int IIR_NONE = 0x01;
    private static final int IIR_EMPTY = 0x02;
    private static final int IIR_RECEIVED = 0x04;
    private static final int IIR_LINE = 0x06;
    private static final int IIR_TIMEOUT = 0x0c;
    private static final int IIR_FIFO = 0xc0;

    private static final int LCR_DIVISOR = 0x80;
    private static final int LCR_BREAK_AND_FORMAT = 0xff;
    private static final int MCR_LOOP = 0x10;
    private static final int MCR_MASK = 0x1f;
    /** The interrupt's driver is on, as on most boards. */
    private static final int MCR_AFTER_RESET = 0x08;
    /** 9600 baud. */
    private static final int DIVISOR_AFTER_RESET = 0x0c;

    private static final int LSR_READY = 0x01;
    private static final int LSR_OVERRUN = 0x02;
    private static final int LSR_TRANSMITTER_EMPTY = 0x60;

    /** Carrier, data set ready, clear to send: somebody is there. */
    private static final int MSR_CONNECTED = 0xb0;

    private final InterruptLine line;
    private final OutputPort output;

    private final byte[] fifo = new byte[FIFO_SIZE];
    private int first;
    private int count;
    private boolean emptyPending;
    private boolean overrun;
    private int interruptEnable;
    private int fifoControl;
    private int lineControl;
    private int modemControl = MCR_AFTER_RESET;
    private int scratch;
    private int divisor = DIVISOR_AFTER_RESET;

    public Uart(InterruptLine line, OutputPort output) {
        this.line = line;
        this.output = output;
    }

    /** How many bytes may be delivered now, 0 to 16. */
    public int inputRoom() {
        return (modemControl & MCR_LOOP) != 0 ? 0 : depth() - count;
    }

    /** The event ConsoleInput is applied; at most {@link #inputRoom} bytes. */
    public void input(byte[] data) {
        if (data.length > inputRoom()) {
            throw new IllegalStateException(
                    "console input of " + data.length + " bytes, the UART has room for " + inputRoom());
        }
        for (byte value : data) {
            put(value);
        }
        drive();
    }

    private int depth() {
        return isFifoOn() ? FIFO_SIZE : 1;
    }

    private boolean isFifoOn() {
        return (fifoControl & 1) != 0;
    }

    private boolean isDivisorShown() {
        return (lineControl & LCR_DIVISOR) != 0;
    }

    @Override
    public long load(int offset, int size) {
        return switch (offset) {
            case 0 -> isDivisorShown() ? divisor & 0xff : receive();
            case 1 -> isDivisorShown() ? divisor >>> 8 : interruptEnable;
            case 2 -> identify();
            case 3 -> lineControl;
            case 4 -> modemControl;
            case 5 -> lineStatus();
            case 6 -> modemStatus();
            case 7 -> scratch;
            default -> 0;
        };
    }

    @Override
    public void store(int offset, int size, long value) {
        int low = (int) value & 0xff;
        switch (offset) {
            case 0 -> storeData(low);
            case 1 -> storeEnable(low);
            case 2 -> storeFifoControl(low);
            case 3 -> lineControl = low & LCR_BREAK_AND_FORMAT;
            case 4 -> modemControl = low & MCR_MASK;
            case 7 -> scratch = low;
            default -> {} // status registers
        }
        drive();
    }

    private int receive() {
        if (count == 0) {
            return 0;
        }
        int value = fifo[first] & 0xff;
        first = (first + 1) % FIFO_SIZE;
        count--;
        drive();
        return value;
    }

    private void put(byte value) {
        if (count == depth()) {
            overrun = true;
            return;
        }
        fifo[(first + count) % FIFO_SIZE] = value;
        count++;
    }

    private void storeData(int value) {
        if (isDivisorShown()) {
            divisor = (divisor & 0xff00) | value;
            return;
        }
        if ((modemControl & MCR_LOOP) != 0) {
            put((byte) value);
        } else {
            output.console(value);
        }
        emptyPending = true;
    }

    /** Enabling the transmitter's interrupt while it is empty raises it: drivers begin to send this way. */
    private void storeEnable(int value) {
        if (isDivisorShown()) {
            divisor = (divisor & 0xff) | value << 8;
            return;
        }
        if ((value & IER_EMPTY) != 0 && (interruptEnable & IER_EMPTY) == 0) {
            emptyPending = true;
        }
        interruptEnable = value & 0x0f;
    }

    private void storeFifoControl(int value) {
        boolean switched = ((value ^ fifoControl) & 1) != 0;
        fifoControl = (value & 1) != 0 ? value & 0xc9 : 0;
        if (switched || (value & 2) != 0) {
            first = 0;
            count = 0;
        }
    }

    private int triggerLevel() {
        if (!isFifoOn()) {
            return 1;
        }
        return switch (fifoControl >>> 6) {
            case 0 -> 1;
            case 1 -> 4;
            case 2 -> 8;
            default -> 14;
        };
    }

    /** The pending interrupt of highest priority. */
    private int cause() {
        if ((interruptEnable & IER_LINE) != 0 && overrun) {
            return IIR_LINE;
        }
        if ((interruptEnable & IER_RECEIVED) != 0 && count > 0) {
            return count >= triggerLevel() ? IIR_RECEIVED : IIR_TIMEOUT;
        }
        if ((interruptEnable & IER_EMPTY) != 0 && emptyPending) {
            return IIR_EMPTY;
        }
        return IIR_NONE;
    }

    /** Reading the transmitter's cause clears it. */
    private int identify() {
        int cause = cause();
        if (cause == IIR_EMPTY) {
            emptyPending = false;
            drive();
        }
        return cause | (isFifoOn() ? IIR_FIFO : 0);
    }

    private int lineStatus() {
        int status = LSR_TRANSMITTER_EMPTY | (count > 0 ? LSR_READY : 0) | (overrun ? LSR_OVERRUN : 0);
        overrun = false;
        drive();
        return status;
    }

    /** In loop-back the modem's outputs (DTR, RTS, OUT1, OUT2) come back as its inputs (DSR, CTS, RI, DCD). */
    private int modemStatus() {
        if ((modemControl & MCR_LOOP) == 0) {
            return MSR_CONNECTED;
        }
        return (modemControl & 0x0c) << 4 | (modemControl & 0x02) << 3 | (modemControl & 0x01) << 5;
    }

    private void drive() {
        line.set(cause() != IIR_NONE);
    }

    @Override
    public void reset() {
        first = 0;
        count = 0;
        emptyPending = false;
        overrun = false;
        interruptEnable = 0;
        fifoControl = 0;
        lineControl = 0;
        modemControl = MCR_AFTER_RESET;
        scratch = 0;
        divisor = DIVISOR_AFTER_RESET;
        drive();
    }

    @Override
    public void save(ByteWriter out) {
        out.u8(count);
        for (int index = 0; index < count; index++) {
            out.u8(fifo[(first + index) % FIFO_SIZE]);
        }
        out.flag(emptyPending).flag(overrun).u8(interruptEnable).u8(fifoControl);
        out.u8(lineControl).u8(modemControl).u8(scratch).u16(divisor);
    }

    @Override
    public void restore(ByteReader in) {
        byte[] waiting = in.block(FIFO_SIZE, "bytes in the UART's FIFO");
        System.arraycopy(waiting, 0, fifo, 0, waiting.length);
        first = 0;
        count = waiting.length;
        emptyPending = in.flag();
        overrun = in.flag();
        interruptEnable = in.u8();
        fifoControl = in.u8();
        lineControl = in.u8();
        modemControl = in.u8();
        scratch = in.u8();
        divisor = in.u16();
        if (count > depth()) {
            throw new MalformedBytes("UART: " + count + " bytes received, the limit is " + depth());
        }
        drive();
    }
}
