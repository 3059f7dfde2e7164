package dev.understudy.net;

/** The protocol's rules that the switch keeps. All are on but in tests that show what each is for. */
enum Rule {
    /** Outputs whose number was already taken are dropped. */
    NUMBERED_OUTPUTS,
    /** A new owner gets inputs from the number that its state wants. */
    NUMBERED_INPUTS,
    /** An attach of an older generation than the highest one seen is refused. */
    HIGHEST_GENERATION,
    /** Only the owner that the arbiter names is attached. */
    BELIEVE_THE_ARBITER
}
