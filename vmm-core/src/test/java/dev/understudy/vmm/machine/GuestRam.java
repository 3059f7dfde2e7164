package dev.understudy.vmm.machine;

/** For twins that break a rule: writes behind the machine's back. */
public final class GuestRam {
    private GuestRam() {}

    public static void write(Machine machine, int offset, byte[] data) {
        machine.ram().write(machine.ram().base() + offset, data, 0, data.length);
    }
}
