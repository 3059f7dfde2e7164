package dev.understudy.cli;

import dev.understudy.vmm.log.EntryKind;
import java.util.List;
import java.util.Locale;

/** A replica's status in Prometheus's text format, version 0.0.4: base units, seconds and bytes. */
final class MetricsText {
    private static final List<String> ROLES = List.of("primary", "backup");

    private final StringBuilder text = new StringBuilder();
    private final NodeStatus status;
    private final String vm;

    private MetricsText(String vm, NodeStatus status) {
        this.vm = "vm=\"" + escaped(vm) + "\"";
        this.status = status;
    }

    static String of(String vm, String version, NodeStatus status) {
        MetricsText metrics = new MetricsText(vm, status);
        metrics.family("understudy_build_info", "gauge", "What runs here.");
        metrics.sample("understudy_build_info", "version=\"" + escaped(version) + "\"", 1);
        metrics.role();
        metrics.guest();
        metrics.engine();
        if (status.flag("live")) {
            metrics.pair();
            metrics.log();
            metrics.hold();
        }
        return metrics.text.toString();
    }

    private void role() {
        family("understudy_role", "gauge", "1 for the part that this replica plays.");
        for (String role : ROLES) {
            sample(
                    "understudy_role",
                    "role=\"" + role + "\"",
                    status.text("role").equals(role) ? 1 : 0);
        }
        one("understudy_generation", "gauge", "Owned, or followed.", status.number("generation"));
        one(
                "understudy_digest_mismatches_total",
                "counter",
                "Differences found between log and replay.",
                status.number("digestMismatches"));
        String failOver = status.text("lastFailOver");
        family("understudy_failovers_total", "counter", "Lives that this replica took over.");
        if (!failOver.isEmpty()) {
            sample("understudy_failovers_total", "reason=\"" + reason(failOver) + "\"", 1);
        }
    }

    private static String reason(String failOver) {
        if (failOver.contains("hands over")) {
            return "hand_over";
        }
        return failOver.contains("silent") ? "silence" : "connection_lost";
    }

    private void guest() {
        one(
                "understudy_guest_instructions_total",
                "counter",
                "Instructions begun since the life began.",
                status.number("instruction"));
    }

    private void engine() {
        family("understudy_engine_info", "gauge", "What executes the guest's instructions.");
        sample("understudy_engine_info", "engine=\"" + escaped(status.text("engine")) + "\"", 1);
        if (status.text("regions").isEmpty()) {
            return;
        }
        one("understudy_regions", "gauge", "Regions of translated code.", status.number("regions"));
        one("understudy_region_bytes", "gauge", "Their bytecode.", status.number("regionBytes"));
        one(
                "understudy_regions_dropped_total",
                "counter",
                "Regions that are no more: their code changed, they were widened or became hot.",
                status.number("regionsDropped"));
        one(
                "understudy_translation_cpu_seconds_total",
                "counter",
                "CPU time that translating took.",
                status.number("translationCpuNanos") / 1e9);
        family("understudy_engine_instructions_total", "counter", "Instructions by what executed them.");
        for (String by : List.of("translated", "interpreted")) {
            sample("understudy_engine_instructions_total", "by=\"" + by + "\"", status.number(by + "Instructions"));
        }
    }

    private void pair() {
        one("understudy_protected", "gauge", "A crash would be survived now.", status.flag("protected") ? 1 : 0);
        one("understudy_lag_seconds", "gauge", "How far the backup is behind.", status.number("lagMicros") / 1e6);
        one(
                "understudy_lag_instructions",
                "gauge",
                "Instructions that the backup has yet to execute.",
                status.number("lagInstructions"));
        one(
                "understudy_throttle_ratio",
                "gauge",
                "Part of the time that the guest is kept from running, since its backup lags.",
                status.number("throttledPercent") / 100.0);
        one(
                "understudy_frames_dropped_total",
                "counter",
                "Inbound frames for which there was no room.",
                status.number("framesDropped"));
    }

    private void log() {
        one("understudy_log_bytes_total", "counter", "Log for backups, before TLS.", status.number("logBytes"));
        family("understudy_log_entries_total", "counter", "Entries in it.");
        for (EntryKind kind : EntryKind.values()) {
            sample(
                    "understudy_log_entries_total",
                    "kind=\"" + kind.label() + "\"",
                    status.number("logEntries." + kind.label()));
        }
    }

    private void hold() {
        String name = "understudy_output_hold_seconds";
        family(name, "summary", "How long the Output Rule held outputs; quantiles of the newest.");
        sample(name, "quantile=\"0.5\"", status.number("holdMicrosP50") / 1e6);
        sample(name, "quantile=\"0.99\"", status.number("holdMicrosP99") / 1e6);
        sample(name + "_sum", "", status.number("holdMicrosTotal") / 1e6);
        sample(name + "_count", "", status.number("outputsHeld"));
    }

    private void one(String name, String type, String help, double value) {
        family(name, type, help);
        sample(name, "", value);
    }

    private void family(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void sample(String name, String label, double value) {
        text.append(name)
                .append('{')
                .append(vm)
                .append(label.isEmpty() ? "" : "," + label)
                .append("} ");
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1L << 53;
        text.append(whole ? Long.toString((long) value) : String.format(Locale.ROOT, "%.6f", value))
                .append('\n');
    }

    private static String escaped(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
