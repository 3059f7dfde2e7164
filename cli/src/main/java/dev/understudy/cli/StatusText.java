package dev.understudy.cli;

import java.util.Locale;

/** A VM's status for people. */
final class StatusText {
    private StatusText() {}

    static String of(VmStatus vm) {
        StringBuilder text = new StringBuilder();
        NodeStatus owner = vm.owner();
        text.append(vm.vm()).append("   ").append(headline(owner)).append('\n');
        for (VmStatus.Process process : vm.processes()) {
            text.append("  ").append(line(process, owner)).append('\n');
        }
        for (VmStatus.Process process : vm.processes()) {
            text.append(engine(process));
        }
        if (owner != null) {
            text.append("  ").append(log(owner)).append('\n');
        }
        if (owner != null && !owner.text("lastFailOver").isEmpty()) {
            text.append("  last fail-over  ").append(owner.text("lastFailOver")).append('\n');
        }
        return text.toString();
    }

    private static String headline(NodeStatus owner) {
        return owner == null
                ? "NOT PROTECTED: no primary answers"
                : format(
                        "%s   generation %d   up %s",
                        owner.text("protection"), owner.number("generation"), upTime(owner.number("upSeconds")));
    }

    private static String upTime(long seconds) {
        return seconds < 60
                ? seconds + "s"
                : seconds < 3600 ? seconds / 60 + "m" : seconds / 3600 + "h" + seconds / 60 % 60 + "m";
    }

    private static String line(VmStatus.Process process, NodeStatus owner) {
        NodeStatus status = process.status();
        if (status == null) {
            return format("%-10s unreachable: %s", process.name(), process.unreachable());
        }
        boolean replica = !status.text("phase").isEmpty();
        String port = status.text(replica ? "channelPort" : "port");
        String head = format(
                "%-8s %-10s %-21s pid %-7d",
                status.text("role"),
                process.name(),
                port.equals("0") || port.isEmpty() ? "-" : status.text("host") + ":" + port,
                status.number("pid"));
        if (!replica) {
            return head.stripTrailing() + SwitchPortsText.of(status);
        }
        return head + "  " + (process.is("primary") ? primary(status) : backup(status, owner));
    }

    private static String primary(NodeStatus status) {
        String pace = format("%,d MIPS", status.number("instructionsPerSecond") / 1_000_000);
        if (status.text("throttledPercent").isEmpty()) {
            return pace + "  " + phase(status);
        }
        long percent = status.number("throttledPercent");
        String why = percent == 0
                ? ""
                : format(", because %s by %s", status.text("throttledWhy"), millis(status.number("lagMicros")));
        return format("%s  throttled %d %%%s", pace, percent, why);
    }

    /** The primary measures the lag; what the backup itself knows of it is not a time. */
    private static String backup(NodeStatus status, NodeStatus owner) {
        String digest = status.number("digestEqualInstruction") == 0
                ? ""
                : format("   digest ok @ %,d", status.number("digestEqualInstruction"));
        if (!status.flag("armed") || owner == null || owner.text("lagMicros").isEmpty()) {
            return phase(status) + digest;
        }
        return format(
                "lag %s / %,d instr%s", millis(owner.number("lagMicros")), owner.number("lagInstructions"), digest);
    }

    private static String engine(VmStatus.Process process) {
        String engine = process.status() == null ? "" : EngineCounters.text(process.status());
        return engine.isEmpty() ? "" : format("  engine   %-10s %s\n", process.name(), engine);
    }

    private static String phase(NodeStatus status) {
        return format("%s @ %,d", status.text("phase").toLowerCase(Locale.ROOT), status.number("instruction"));
    }

    private static String log(NodeStatus owner) {
        String log = format("log %s/s", bytes(owner.number("logBytesPerSecond")));
        if (owner.number("outputsHeld") > 0) {
            log += format(
                    "   hold p50 %s p99 %s",
                    micros(owner.number("holdMicrosP50")), micros(owner.number("holdMicrosP99")));
        }
        return owner.text("disk").isEmpty()
                ? log
                : log + format("   disk %s owner gen %d", owner.text("disk"), owner.number("generation"));
    }

    private static String micros(long micros) {
        return micros < 1_000 ? micros + " µs" : millis(micros);
    }

    private static String millis(long micros) {
        return micros < 100_000 ? format("%.1f ms", micros / 1000.0) : format("%,d ms", micros / 1000);
    }

    private static String bytes(long bytes) {
        return bytes < 1_000
                ? bytes + " B"
                : bytes < 1_000_000 ? format("%.1f KB", bytes / 1e3) : format("%.1f MB", bytes / 1e6);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
