package dev.understudy.vmm.rehearsal;

import org.opentest4j.AssertionFailedError;

/** Two takes of one life differ. */
public final class Unlike extends AssertionFailedError {
    private static final long serialVersionUID = 1L;

    private final transient Difference difference;

    Unlike(Difference difference) {
        super(difference.text());
        this.difference = difference;
    }

    public Difference difference() {
        return difference;
    }
}
