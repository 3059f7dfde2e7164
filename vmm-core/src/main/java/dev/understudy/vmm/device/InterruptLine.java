package dev.understudy.vmm.device;

/** A level-triggered wire from a device to the interrupt controller. */
public interface InterruptLine {
    void set(boolean raised);
}
