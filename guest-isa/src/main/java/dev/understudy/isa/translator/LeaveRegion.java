package dev.understudy.isa.translator;

/** Thrown in the middle of a region before an instruction that only the interpreter can execute. One instance. */
final class LeaveRegion extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final LeaveRegion INSTANCE = new LeaveRegion();

    private LeaveRegion() {
        super("leave the region", null, false, false);
    }
}
