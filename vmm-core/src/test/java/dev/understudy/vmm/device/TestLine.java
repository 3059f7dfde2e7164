package dev.understudy.vmm.device;

/** A wire to look at. */
final class TestLine implements InterruptLine {
    boolean raised;

    @Override
    public void set(boolean raised) {
        this.raised = raised;
    }
}
