/*
 * Numbered outputs and inputs: what lets the world see each output once, and the machine each input once.
 *
 * The guest echoes: input n makes output n, so a machine that has lived through n inputs has made n outputs. Frames on
 * their way to the switch are lost with the replica that sent them; inputs on their way to a replica are too. That one
 * replica at a time is attached, and goes live with all that it acknowledged, is the core's matter (understudy.pml).
 * Promised: the world sees outputs 0, 1, 2, ... each once and in order; each machine that lives consumed inputs
 * 0, 1, 2, ... each once and in order; nothing is lost at a fail-over.
 *
 * See README.md for how to run it.
 * bounds small: -DN=4 -DFAILOVERS=2
 * bounds large: -DN=9 -DFAILOVERS=4
 */
#ifndef OFF
#define OFF NOTHING
#endif
#ifndef N
#define N 4              /* inputs */
#endif
#ifndef FAILOVERS
#define FAILOVERS 2
#endif

mtype = { NOTHING, OUTPUT_RULE, NUMBERED_OUTPUTS, NUMBERED_INPUTS, TRIM_WHEN_ACKNOWLEDGED, CONFIRMATION, REISSUE,
          SNAPSHOT_OUTPUTS };

/* ---- the owner ---- */
byte lived;              /* inputs consumed, outputs made */
byte released;           /* outputs that left the gate */
byte sending;            /* the next of them to reach the switch */
byte acknowledged;
bool paired;             /* with a backup that has all its state */
/* ---- the backup ---- */
byte got;                /* what it acknowledged */
byte known;              /* outputs below have reached the world, as far as it heard */
/* ---- the switch ---- */
byte passed;             /* outputs that the world has seen */
byte confirmed;          /* the same, as the owner knows it */
byte oldest;             /* inputs below are forgotten, the owner's log has them for good */
byte given;              /* the next input that the owner gets */
byte arrived;
byte failovers;

proctype Owner() {
end: do
    :: d_step { given < arrived -> assert(given == lived); given++; lived++ }
    :: d_step { released < lived && (!paired || acknowledged > released || OFF == OUTPUT_RULE) -> released++ }
    :: d_step { paired && acknowledged < got -> acknowledged = got }
    :: d_step { confirmed < passed -> confirmed = passed }
    :: d_step { paired && known < confirmed -> known = confirmed }
    :: d_step { paired && OFF == CONFIRMATION && known < released -> known = released }
    :: d_step { oldest < acknowledged -> oldest = acknowledged }
    :: d_step { !paired && oldest < lived -> oldest = lived }
    :: d_step { OFF == TRIM_WHEN_ACKNOWLEDGED && oldest < lived -> oldest = lived }
    :: d_step { !paired && released == lived ->       /* a state transfer; the snapshot has what is not confirmed */
           paired = true; got = lived; acknowledged = lived;
           known = (OFF == SNAPSHOT_OUTPUTS -> released : confirmed) }
    od
}

proctype Backup() {
end: do
    :: d_step { paired && got < lived -> got++ }
    :: d_step { paired && failovers < FAILOVERS ->    /* the owner dies; what was on its way to the switch with it */
           failovers++;
           assert(got >= passed);                     /* else the outputs seen are not of this machine's life */
           assert(got >= oldest);                     /* else the inputs that it wants are gone */
           lived = got; paired = false; acknowledged = got; confirmed = known;
           released = (OFF == REISSUE -> lived : known);
           given = (OFF == NUMBERED_INPUTS -> oldest : lived);
           sending = (OFF == REISSUE -> lived : known) }
    od
}

proctype Switch() {
end: do
    :: d_step { arrived < N -> arrived++ }
    :: d_step { sending < released ->
           if
           :: sending < passed && OFF != NUMBERED_OUTPUTS
           :: else -> assert(sending == passed); passed++
           fi;
           sending++ }
    od
}

init {
    atomic { run Owner(); run Backup(); run Switch() }
    timeout ->
    assert(passed == N && lived == N);
#ifdef GOAL
    assert(failovers < FAILOVERS)
#endif
}
