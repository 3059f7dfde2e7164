package dev.understudy.vmm.simulator;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The rules that disk server, switch and their clients carry; each can be left out, to show that it is needed. */
enum WorldRule {
    /** A restarted process is a new claimant. */
    LIFE_TOKEN,
    /** A generation is granted once. */
    TEST_AND_SET,
    /** Only the owner, or the backup named, may claim. */
    NAMED_BACKUP,
    /** A new life waits while one of the old pairing may live. */
    WAIT_FOR_PAIRING,
    /** Requests of older generations are refused. */
    FENCE,
    /** A grant, or a new connection, waits for requests in progress. */
    WAIT_OUT,
    /** A new connection of the owner first ends the requests of its older ones. */
    CONNECTION_FENCE,
    /** What the disk had not synced when it restarted is written again before anything else. */
    UNSYNCED_WRITES,
    /** A flush is answered when all completed writes are durable. */
    FLUSH,
    /** The switch believes the arbiter, and drops frames of older generations. */
    SWITCH_FENCE,
    /** The switch drops outputs that it has taken already. */
    NUMBERED_OUTPUTS,
    /** A new owner gets the inputs that its state wants. */
    NUMBERED_INPUTS,
    /** The backup acknowledges what is in its queue, not what is on the way there. */
    ACK,
    /** The backup stays within what it has entries for. */
    HORIZON,
    /** What is pending at go-live goes out again. */
    REISSUE,
    /** A request that the fence refuses never completes. */
    LOST_IS_NO_ERROR,
    /** What left is forgotten only when the switch has it. */
    CONFIRMATION,
    /** A replica hears that its switch is away: only so can it hand over. */
    YIELD,
    /** No rule of the protocol, but what it relies on: a second is a second. */
    TRUE_CLOCKS;

    static final Set<WorldRule> ALL = Collections.unmodifiableSet(EnumSet.allOf(WorldRule.class));
}
