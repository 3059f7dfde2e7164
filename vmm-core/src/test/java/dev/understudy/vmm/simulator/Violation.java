package dev.understudy.vmm.simulator;

/** A promise is broken. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    private final String promise;

    Violation(String promise, String broken) {
        super(promise + ": " + broken);
        this.promise = promise;
    }

    /** The checker that saw it. */
    String promise() {
        return promise;
    }
}
