package dev.understudy.isa;

/**
 * An exception of the guest on its way from where it is found to the trap's entry: cause and value (privileged ISA,
 * section 3.1.15). One reused instance a hart, no stack trace: a page fault is no rare event.
 */
public final class Trap extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public static final int FETCH_ACCESS_FAULT = 1;
    public static final int ILLEGAL_INSTRUCTION = 2;
    public static final int BREAKPOINT = 3;
    public static final int LOAD_MISALIGNED = 4;
    public static final int LOAD_ACCESS_FAULT = 5;
    public static final int STORE_MISALIGNED = 6;
    public static final int STORE_ACCESS_FAULT = 7;
    /** From U; from S and M the privilege is added. */
    public static final int ENVIRONMENT_CALL = 8;

    private int cause;
    private long value;

    Trap() {
        super("guest exception", null, false, false);
    }

    Trap with(int newCause, long newValue) {
        cause = newCause;
        value = newValue;
        return this;
    }

    /** Code of the exception. */
    public int cause() {
        return cause;
    }

    /** What goes to mtval or stval. */
    public long value() {
        return value;
    }
}
