package dev.understudy.cli;

import dev.understudy.net.SwitchStatus;
import java.util.Locale;

/** What is plugged into the switch, in its status and in the words of {@code understudy status}. */
final class SwitchPortsText {
    private SwitchPortsText() {}

    static void put(SwitchStatus report, NodeStatus status) {
        for (SwitchStatus.Vm vm : report.vms()) {
            status.put(vm.vm() + ".attached", vm.attached())
                    .put(vm.vm() + ".generation", vm.generation())
                    .put(vm.vm() + ".framesOut", vm.framesOut())
                    .put(vm.vm() + ".framesIn", vm.framesIn())
                    .put(vm.vm() + ".duplicatesDropped", vm.duplicatesDropped())
                    .put(vm.vm() + ".inputsDropped", vm.inputsDropped());
        }
        for (int i = 0; i < report.passts().size(); i++) {
            SwitchStatus.Passt passt = report.passts().get(i);
            String name = "passt." + i + ".";
            status.put(name + "guest", passt.guest())
                    .put(name + "connected", passt.connected())
                    .put(name + "toGuest", passt.toGuest())
                    .put(name + "toPasst", passt.toPasst())
                    .put(name + "refused", passt.refused())
                    .put(name + "dropped", passt.dropped());
        }
        for (SwitchStatus.Tap tap : report.taps()) {
            status.put("tap.name", tap.name())
                    .put("tap.up", tap.up())
                    .put("tap.fromHost", tap.fromHost())
                    .put("tap.toHost", tap.toHost())
                    .put("tap.dropped", tap.dropped());
        }
    }

    /** Begins with spaces; empty for a switch without such ports, and for other processes. */
    static String of(NodeStatus status) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; !status.text("passt." + i + ".guest").isEmpty(); i++) {
            String name = "passt." + i + ".";
            text.append(String.format(
                    Locale.ROOT,
                    "   TCP to %s by passt%s, frames %,d in %,d out %,d refused %,d dropped",
                    status.text(name + "guest"),
                    status.flag(name + "connected") ? "" : ", WHICH IS NOT THERE",
                    status.number(name + "toGuest"),
                    status.number(name + "toPasst"),
                    status.number(name + "refused"),
                    status.number(name + "dropped")));
        }
        if (!status.text("tap.name").isEmpty()) {
            text.append(String.format(
                    Locale.ROOT,
                    "   TAP %s%s, frames %,d in %,d out %,d dropped",
                    status.text("tap.name"),
                    status.flag("tap.up") ? "" : ", WHICH IS GONE",
                    status.number("tap.fromHost"),
                    status.number("tap.toHost"),
                    status.number("tap.dropped")));
        }
        return text.toString();
    }
}
