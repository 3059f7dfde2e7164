package dev.understudy.vmm.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class UartTest {
    private static final int DATA = 0;
    private static final int IER = 1;
    private static final int IIR = 2;
    private static final int FCR = 2;
    private static final int LCR = 3;
    private static final int MCR = 4;
    private static final int LSR = 5;
    private static final int MSR = 6;

    private final TestLine line = new TestLine();
    private final TestOutput output = new TestOutput();
    private final Uart uart = new Uart(line, output);

    @Test
    void storedBytesLeaveAtOnce() {
        uart.store(DATA, 1, 'h');
        uart.store(DATA, 1, 'i');
        assertEquals("hi", output.console.toString(StandardCharsets.US_ASCII));
        assertEquals(0x60, uart.load(LSR, 1));
    }

    @Test
    void divisorLatchHidesDataAndEnable() {
        uart.store(LCR, 1, 0x83);
        uart.store(DATA, 1, 0x34);
        uart.store(IER, 1, 0x12);
        assertEquals(0x34, uart.load(DATA, 1));
        assertEquals(0x12, uart.load(IER, 1));
        uart.store(LCR, 1, 0x03);
        assertEquals(0, uart.load(IER, 1));
        assertEquals(0, output.console.size());
    }

    @Test
    void withoutFifoThereIsRoomForOneByte() {
        assertEquals(1, uart.inputRoom());
        uart.input(new byte[] {'x'});
        assertEquals(0, uart.inputRoom());
        assertThrows(IllegalStateException.class, () -> uart.input(new byte[] {'y'}));
        assertEquals(0x61, uart.load(LSR, 1));
        assertEquals('x', uart.load(DATA, 1));
        assertEquals(0x60, uart.load(LSR, 1));
    }

    @Test
    void fifoHoldsSixteenInOrder() {
        uart.store(FCR, 1, 0x01);
        assertEquals(16, uart.inputRoom());
        uart.input("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
        assertEquals(0, uart.inputRoom());
        assertEquals('0', uart.load(DATA, 1));
        uart.input(new byte[] {'g'});
        for (char expected : "123456789abcdefg".toCharArray()) {
            assertEquals(expected, uart.load(DATA, 1));
        }
        assertEquals(0, uart.load(DATA, 1));
    }

    @Test
    void receiveInterruptLastsUntilTheFifoIsEmpty() {
        uart.store(FCR, 1, 0x41);
        uart.store(IER, 1, 1);
        assertFalse(line.raised);
        uart.input("abc".getBytes(StandardCharsets.US_ASCII));
        assertTrue(line.raised);
        assertEquals(0xcc, uart.load(IIR, 1));
        uart.input(new byte[] {'d'});
        assertEquals(0xc4, uart.load(IIR, 1));
        for (int rest = 4; rest > 0; rest--) {
            assertTrue(line.raised);
            uart.load(DATA, 1);
        }
        assertFalse(line.raised);
        assertEquals(0xc1, uart.load(IIR, 1));
    }

    @Test
    void transmitterInterruptIsRaisedByEnablingAndByEachByte() {
        uart.store(IER, 1, 2);
        assertTrue(line.raised);
        assertEquals(2, uart.load(IIR, 1));
        assertFalse(line.raised);
        assertEquals(1, uart.load(IIR, 1));
        uart.store(DATA, 1, 'x');
        assertTrue(line.raised);
    }

    @Test
    void loopBackReturnsDataAndModemLines() {
        assertEquals(0xb0, uart.load(MSR, 1));
        uart.store(MCR, 1, 0x1a);
        assertEquals(0x90, uart.load(MSR, 1) & 0xf0);
        uart.store(DATA, 1, 'l');
        assertEquals(0, output.console.size());
        assertEquals(0, uart.inputRoom());
        uart.store(DATA, 1, 'm');
        assertEquals(0x63, uart.load(LSR, 1));
        assertEquals('l', uart.load(DATA, 1));
    }
}
