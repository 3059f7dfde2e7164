/*
 * Lives: cold start, take-over, orderly end. Who may start a VM that another replica may still carry on?
 *
 * Claimant 0 starts the first life and may arm 1; 2 and 3 are processes that an operator starts beside them. The
 * arbiter's record decides, as in ArbiterRecord. A replica that is cut off from the arbiter lives on for itself: its
 * belief and its writes go on until the disk refuses them. "Not seen for ten failure limits" is the only thing said
 * about time: a member that runs and is not cut off has been seen.
 * Promised: no cold start ends a life that could go on, unless the operator vouches; a write of an older life never
 * lands; a life that ended is not carried on; one owner a generation.
 *
 * See README.md for how to run it.
 * bounds small: -DLAST=4
 * bounds large: -DLAST=6
 */
#ifndef OFF
#define OFF NOTHING
#endif
#ifndef LAST
#define LAST 4
#endif
#define R    4
#define NONE R

mtype = { NOTHING, WAIT_FOR_BACKUP, WAIT_FOR_OWNER, FENCE_OLD_LIFE, END_LIFE, OWN_GENERATION, OPEN_ONCE };
mtype = { IDLE, BACKUP, OWNER, GONE };

/* ---- the arbiter's record ---- */
byte life, gen, owner = NONE, opened = NONE;
bool ended;
/* ---- replicas ---- */
mtype role[R];
byte term[R], ofLife[R];
/* ---- the disk ---- */
byte diskLife;
bool vouched;
byte ends, endedLife;
hidden byte i, q;

#define RUNS          (gen > 0 && !ended)
#define IS_OWNER(x)   (owner == x && term[x] == gen && ofLife[x] == life)
#define ALIVE(x)      (x < R && (role[x] == OWNER || role[x] == BACKUP))
#define SEEN          (ALIVE(owner) || ALIVE(opened))

inline grantStart(x, vouch) {
    assert(vouch || !RUNS || !SEEN);                  /* a life that could go on is not ended */
    life++;
    gen++;
    owner = x; opened = NONE; ended = false;
    role[x] = OWNER; term[x] = gen; ofLife[x] = life
}

proctype Replica(byte me) {
end: do
    /* ---- cold start ---- */
    :: d_step { role[me] == IDLE && me != 1 && gen < LAST &&
                (!RUNS || !SEEN || opened == NONE && OFF == WAIT_FOR_OWNER ||
                 opened != NONE && !ALIVE(owner) && OFF == WAIT_FOR_BACKUP) -> grantStart(me, false) }
    :: d_step { role[me] == IDLE && me > 1 && gen < LAST && RUNS -> vouched = true; grantStart(me, true) }

    /* ---- the owner: arms a backup, writes, claims alone, ends its life ---- */
    :: d_step { role[me] == OWNER && IS_OWNER(me) && !ended && gen < LAST ->
           q = 1;
           do
           :: q < R && (q == me || role[q] != IDLE) -> q++
           :: else -> break
           od;
           if
           :: q < R && (opened == NONE || OFF == OPEN_ONCE) ->
                  assert(opened == NONE || !ALIVE(opened));      /* two backups that both believe themselves armed */
                  opened = q; role[q] = BACKUP; term[q] = term[me]; ofLife[q] = ofLife[me]
           :: else
           fi;
           q = 0 }
    :: d_step { role[me] == OWNER && (IS_OWNER(me) && !ended || OFF == FENCE_OLD_LIFE) ->
           assert(ofLife[me] >= diskLife); diskLife = ofLife[me] }
    :: d_step { role[me] == OWNER && IS_OWNER(me) && !ended -> ended = (OFF != END_LIFE); role[me] = GONE; ends++;
           endedLife = life }
    :: d_step { role[me] == OWNER && !IS_OWNER(me) && OFF == OWN_GENERATION -> ended = true; role[me] = GONE;
           assert(!ALIVE(owner)) }                    /* a late end of an older life's owner */

    /* ---- claims: the generation after the own one ---- */
    :: d_step { (role[me] == OWNER || role[me] == BACKUP) && gen < LAST && !ended && gen == term[me] &&
                (owner == me || opened == me) ->
           assert(ofLife[me] == life);                /* an older life is not carried on over a newer one */
           assert(endedLife != life);                 /* nor one that ended */
           gen++; owner = me; opened = NONE; role[me] = OWNER; term[me] = gen }
    :: d_step { ALIVE(me) && (term[me] < gen || ofLife[me] < life || ended) -> role[me] = GONE }    /* refused */

    /* ---- crash ---- */
    :: d_step { ALIVE(me) -> role[me] = GONE }
    od
}

init {
    atomic {
        for (i : 0 .. R - 1) { role[i] = IDLE }
        for (i : 0 .. R - 1) { run Replica(i) }
        i = 0
    }
    timeout -> skip;
#ifdef GOAL
    assert(!(vouched && life == 3 && ends == 1))
#endif
}
