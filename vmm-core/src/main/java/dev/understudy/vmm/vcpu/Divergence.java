package dev.understudy.vmm.vcpu;

import dev.understudy.vmm.log.DivergenceReport;

/** A replay found a difference: its machine is stopped in the middle and good for looking at only. */
public final class Divergence extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient DivergenceReport report;

    Divergence(DivergenceReport report) {
        super(report.text());
        this.report = report;
    }

    public DivergenceReport report() {
        return report;
    }
}
