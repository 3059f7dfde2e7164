/*
 * Understudy's replication protocol, small enough to be checked in every interleaving.
 *
 * The guest is the lecture's counter. An increment makes two log entries, each with one output:
 *   entry 2i    a request came in     -> output: write i to the shared disk
 *   entry 2i+1  that write completed  -> output: the reply to the client
 * A history holds one byte an entry: the generation in which the entry was made. Two executions that part
 * at entry k differ there, so "same output" is "same byte". visible[k] remembers, outside all machines,
 * which execution's output k the world has seen; everything promised is a statement about visible[]:
 *   - an output number is never seen with two contents (no 11 for two different increments);
 *   - a machine that goes live has lived through all that was seen (no acknowledged increment is lost);
 *   - nothing older is applied to the disk, or passes the switch, after something newer;
 *   - one owner a generation; when nothing more can happen the service is complete, or its last protected
 *     replica has crashed (no deadlock while a healthy replica and the arbiter exist).
 *
 * There is no time: any step may be late by any amount. So pauses, slow machines, false suspicions and
 * partitions, one-way too, need no code. A TCP stream from the primary is the part of its history that the
 * backup has not taken yet; it may end at any entry. Crashes and lost disk connections are explicit.
 *
 * A primary may also hand over (Yield): its machine stands, and it ends only when the backup has lived through
 * the whole log. That the backup is armed is a rule of its own: nobody hands over to one who may not claim.
 *
 * See README.md for how to run it.
 * bounds small: -DN=2 -DLAST=3
 * bounds small: -DN=4 -DLAST=2 -DDISK_CRASHES=0
 * bounds CONNECTION_FENCE: -DN=4 -DLAST=2 -DDISK_CRASHES=0
 * bounds large: -DN=4 -DLAST=3
 */
#ifndef OFF
#define OFF NOTHING      /* one of the rules below */
#endif
#ifndef N
#define N 2              /* log entries; two for an increment */
#endif
#ifndef LAST
#define LAST 3           /* the highest generation */
#endif
#ifndef CRASHES
#define CRASHES 1        /* of machines */
#endif
#ifndef DISK_CRASHES
#define DISK_CRASHES 1   /* of the disk server, which is the arbiter too; it restarts */
#endif
#ifndef RECONNECTS
#define RECONNECTS 1     /* connections to the disk that break with a write on its way */
#endif
#define R        3       /* machines: the first boots, the others are spares that may join */
#define NONE     R
#define RAN_PAST 9       /* the backup executed an interval without the event that the primary put there */

mtype = { IDLE,          /* a spare, not started */
          FOLLOW,        /* backup with a complete state: takes and acknowledges entries, replays */
          CLAIM,         /* asks for the next generation; its log is sealed, its gate shut */
          ALONE,         /* owner without an armed backup: outputs leave at once */
          HOLD,          /* owner, gate shut: the Output Rule holds, the backup is not armed yet */
          PAIRED,        /* owner, the next generation opened, or being opened, for its backup */
          YIELD,         /* owner, its machine stands for good: its backup shall claim */
         ENDED,         /* lost a claim: nothing comes from it, ever */
          DEAD };
mtype = { GRANTED, REFUSED, NO_ANSWER };
mtype = { NOTHING, OUTPUT_RULE, TEST_AND_SET, FENCE, WAIT_OUT, HORIZON, CLAIM_ALONE, SEAL, DRAIN,
          GATE_FIRST, NAMED_BACKUP, LIFE_TOKEN, CONNECTION_FENCE, REISSUE, SWITCH_FENCE,
          YIELD_TO_ARMED, YIELD_TAKEN, YIELD_BEFORE_SEAL };

typedef Replica {
    mtype role;
    byte term;           /* owner: the generation that it holds; backup: its primary's */
    byte peer;
    byte lived;          /* entries executed */
    byte got;            /* backup: entries received, which is what it has acknowledged */
    byte rel;            /* outputs released; backup: those that it knows released */
    byte ack;            /* owner: entries that it has heard acknowledged */
    bool done;           /* the disk has answered the pending write */
    bool took;           /* backup: it sealed its log because its primary hands over */
    byte h[N];
};
Replica r[R];

/* ---- durable at the arbiter ---------------------------------------------------------------------------- */
byte owner, gen, backup = NONE;        /* backup: who may claim gen + 1 beside the owner, if it is opened */

/* ---- on the wire, or in the disk server's memory: its crash empties all this ---------------------------- */
byte queued[R], stale[R];              /* a write, as entry + 1; stale: on a connection that its sender gave up */
byte inProgress[R], inProgressGen[R];  /* a write admitted and being applied */
byte opening[R], openFor[R];           /* generation to be opened, and for whom */
byte claiming[R];                      /* generation claimed */
mtype answer[R];
byte granting = NONE;                  /* granted and durable, waiting for writes in progress */

/* ---- the world ------------------------------------------------------------------------------------------ */
byte visible[N], diskEntry, diskGen, frameGen, takeovers;
bool handedOver;                       /* the last owner ended when its backup had lived through its whole log */
byte crashes, diskCrashes, reconnects;
hidden byte i, q;

#define IS_WRITE(k)  ((k) % 2 == 0)
#define OWNS(x)      (r[x].role == ALONE || r[x].role == HOLD || r[x].role == PAIRED || \
                      r[x].role == YIELD)
#define FOLLOWED(x)  (OWNS(x) && r[x].peer < R)
#define HEALTHY(x)   (r[x].role != DEAD && r[x].role != ENDED && r[x].role != IDLE)
#define PENDING(x)   (OWNS(x) && r[x].lived % 2 == 1 && r[x].rel == r[x].lived && !r[x].done)
#define ON_WIRE(x)   (queued[x] || stale[x] || inProgress[x])
#define PRIMARY(x)   r[r[x].peer]

#define MAY_LEAVE(x) (r[x].role == ALONE || r[x].ack > r[x].rel || OFF == OUTPUT_RULE)
#define ADMITTED(x)  (r[x].term == gen || OFF == FENCE)
#define WAITED_OUT   (inProgress[0] + inProgress[1] + inProgress[2] == 0 || OFF == WAIT_OUT)
#define LISTENS(x)   (r[x].role == FOLLOW || OFF == SEAL && r[x].role == CLAIM && backup == x)
#define DRAINED(x)   (r[x].lived >= r[x].got || OFF == DRAIN)

inline see(x, k) {                                    /* the world sees output k of x */
    assert(visible[k] == 0 || visible[k] == r[x].h[k]);
    visible[k] = r[x].h[k]
}

inline goLive(x) {
    r[x].term++; r[x].role = ALONE; r[x].peer = NONE; r[x].took = false;
    handedOver = false;
    for (i : 0 .. N - 1) { assert(visible[i] == 0 || (i < r[x].lived && visible[i] == r[x].h[i])) }
    for (i : 0 .. R - 1) { assert(i == x || r[i].term < r[x].term) }
    i = 0
}

inline join(x, p) {                                   /* the end of a state transfer from p to x */
    r[x].role = FOLLOW; r[x].term = r[p].term; r[x].peer = p;
    r[x].lived = r[p].lived; r[x].got = r[p].lived; r[x].rel = r[p].rel;
    for (i : 0 .. N - 1) { r[x].h[i] = r[p].h[i] }
    r[p].peer = x; r[p].ack = r[p].lived
}

inline forget(x) {                                    /* what nobody can observe any more: fewer states */
    r[x].rel = 0; r[x].ack = 0; r[x].done = false; r[x].took = false;
    if
    :: r[x].role == ENDED && !ON_WIRE(x) ->
           r[x].lived = 0; r[x].got = 0; r[x].peer = NONE; r[x].term = 0;
           for (i : 0 .. N - 1) { r[x].h[i] = 0 }
    :: else
    fi;
    i = 0
}

proctype Machine(byte me) {
end: do
    /* ---- owner: the guest runs; an event becomes an entry. Outputs are delayed, the guest is not ---- */
    :: d_step { OWNS(me) && r[me].role != YIELD && r[me].lived < N && (IS_WRITE(r[me].lived) || r[me].done) ->
           r[me].h[r[me].lived] = r[me].term; r[me].lived++; r[me].done = false }

    /* ---- owner: outputs leave in order, through the gate ---- */
    :: d_step { OWNS(me) && r[me].rel < r[me].lived && MAY_LEAVE(me) && IS_WRITE(r[me].rel) ->
           if
           :: r[me].rel + 1 == r[me].lived -> queued[me] = r[me].lived
           :: else                                    /* its completion is in the log: never write it again */
           fi;
           r[me].rel++ }
    :: d_step { OWNS(me) && r[me].rel < r[me].lived && MAY_LEAVE(me) && !IS_WRITE(r[me].rel) ->
           if
           :: r[me].term < frameGen && OFF != SWITCH_FENCE      /* the switch drops it */
           :: else ->
                  assert(r[me].term >= frameGen); frameGen = r[me].term;
                  see(me, r[me].rel);
                  assert(diskEntry >= r[me].rel)      /* what the client is told is on the disk */
           fi;
           r[me].rel++ }

    /* ---- owner: the pending write was lost with its connection; or its connection breaks now ---- */
    :: d_step { PENDING(me) && !ON_WIRE(me) && OFF != REISSUE -> queued[me] = r[me].lived }
    :: d_step { PENDING(me) && queued[me] && !stale[me] && reconnects < RECONNECTS -> reconnects++;
           if                                         /* a new connection first ends the older one's requests */
           :: OFF == CONNECTION_FENCE -> stale[me] = queued[me]
           :: else
           fi;
           queued[me] = r[me].lived }

    /* ---- owner: takes in a backup. The gate shuts; all that left is acknowledged; then it is armed ---- */
    :: d_step { r[me].role == ALONE && r[me].peer == NONE && r[me].term < LAST ->
           q = 0;
           do
           :: q < R && r[q].role != IDLE -> q++
           :: else -> break
           od;
           if
           :: q < R -> join(q, me)
           :: else -> r[me].peer = R + 1              /* no spare left: stop looking */
           fi }
    :: d_step { r[me].role == ALONE && FOLLOWED(me) -> r[me].role = HOLD }
    :: d_step { r[me].role == HOLD && (r[me].ack >= r[me].rel || OFF == GATE_FIRST) ->
           r[me].role = PAIRED; opening[me] = r[me].term + 1; openFor[me] = r[me].peer }
    :: d_step { FOLLOWED(me) && r[me].ack < PRIMARY(me).got -> r[me].ack = PRIMARY(me).got }

    /* ---- owner: hands over. Only to one that may claim; it ends when that one has lived through all ---- */
    :: d_step { (r[me].role == PAIRED && owner == me && backup == r[me].peer ||
                 r[me].role == HOLD && OFF == YIELD_TO_ARMED) -> r[me].role = YIELD }
    :: d_step { r[me].role == YIELD && (OFF == YIELD_TAKEN ||
                PRIMARY(me).took && PRIMARY(me).role == CLAIM && PRIMARY(me).term == r[me].term && PRIMARY(me).lived == r[me].lived) ->
           handedOver = PRIMARY(me).role == CLAIM;
           r[me].role = ENDED; forget(me) }

    /* ---- backup: takes an entry and acknowledges it; replays up to the newest, not beyond ---- */
    :: d_step { LISTENS(me) && PRIMARY(me).peer == me && PRIMARY(me).term == r[me].term &&
                r[me].got < PRIMARY(me).lived ->
           if
           :: r[me].lived <= r[me].got -> r[me].h[r[me].got] = PRIMARY(me).h[r[me].got]
           :: else                                    /* too late: the backup is past it */
           fi;
           r[me].got++ }
    :: d_step { (r[me].role == FOLLOW || r[me].role == CLAIM && !claiming[me]) && r[me].lived < r[me].got ->
           r[me].lived++ }
    :: d_step { OFF == HORIZON && r[me].role == FOLLOW && r[me].lived == r[me].got && r[me].lived < N ->
           r[me].h[r[me].lived] = RAN_PAST; r[me].lived++ }

    /* ---- either: believes the other gone, rightly or wrongly ---- */
    :: d_step { r[me].role == HOLD -> r[me].role = ALONE; r[me].peer = NONE }     /* not armed: nobody can win */
    :: d_step { (r[me].role == PAIRED || r[me].role == YIELD) && OFF != CLAIM_ALONE -> r[me].role = CLAIM }
    :: d_step { (r[me].role == PAIRED || r[me].role == YIELD) && OFF == CLAIM_ALONE -> r[me].role = ALONE; r[me].peer = R + 1 }
    :: d_step { r[me].role == FOLLOW -> r[me].role = CLAIM }                      /* seals its log, then drains it */

    :: d_step { (r[me].role == FOLLOW || r[me].role == CLAIM && !r[me].took && OFF == YIELD_BEFORE_SEAL) &&
                PRIMARY(me).role == YIELD && PRIMARY(me).peer == me && PRIMARY(me).term == r[me].term &&
                r[me].got == PRIMARY(me).lived -> r[me].role = CLAIM; r[me].took = true }

    /* ---- claim: asked until answered ---- */
    :: d_step { r[me].role == CLAIM && DRAINED(me) && !claiming[me] && granting != me && answer[me] == NO_ANSWER ->
           claiming[me] = r[me].term + 1 }
    :: d_step { r[me].role == CLAIM && answer[me] == REFUSED ->
           answer[me] = NO_ANSWER; r[me].role = ENDED; forget(me) }
    :: d_step { r[me].role == CLAIM && answer[me] == GRANTED ->
           answer[me] = NO_ANSWER; claiming[me] = 0;
           if
           :: OFF == REISSUE -> r[me].rel = r[me].lived
           :: else
           fi;
           goLive(me) }

    /* ---- crash ---- */
    :: d_step { HEALTHY(me) && crashes < CRASHES -> crashes++; r[me].role = DEAD; forget(me) }
    :: d_step { OFF == LIFE_TOKEN && r[me].role == DEAD && r[me].peer < R ->     /* restarted, asks as its old self */
           r[me].role = CLAIM; r[me].lived = 0; r[me].got = 0 }
    od
}

/* The disk server's side of a machine's connection. It is the arbiter too. */
proctype Server(byte c) {
end: do
    /* ---- a write: ownership is checked when it is admitted, and a grant waits for those admitted ---- */
    :: d_step { queued[c] && !inProgress[c] ->
           if
           :: ADMITTED(c) -> inProgress[c] = queued[c]; inProgressGen[c] = r[c].term
           :: else
           fi;
           queued[c] = 0 }
    :: d_step { stale[c] && !inProgress[c] ->
           if
           :: ADMITTED(c) -> inProgress[c] = stale[c]; inProgressGen[c] = r[c].term
           :: else
           fi;
           stale[c] = 0 }
    :: d_step { inProgress[c] ->
           assert(inProgressGen[c] >= diskGen && inProgress[c] >= diskEntry);     /* nothing stale */
           see(c, inProgress[c] - 1);
           diskEntry = inProgress[c]; diskGen = inProgressGen[c];
           if
           :: PENDING(c) && r[c].lived == inProgress[c] -> r[c].done = true
           :: else
           fi;
           inProgress[c] = 0; inProgressGen[c] = 0 }

    /* ---- open: by the owner, for the generation after its own, naming one life of one backup ---- */
    :: d_step { opening[c] ->
           if
           :: owner == c && opening[c] == gen + 1 -> backup = openFor[c]
           :: else
           fi;
           opening[c] = 0; openFor[c] = 0 }

    /* ---- claim: the test-and-set; then the fence; then the answer ---- */
    :: d_step { claiming[c] && granting == NONE ->
           if
           :: gen == claiming[c] && owner == c -> granting = c                    /* asked again */
           :: OFF == TEST_AND_SET && gen == claiming[c] && owner != c -> granting = c
           :: gen + 1 == claiming[c] && (owner == c || backup == c || OFF == NAMED_BACKUP && backup != NONE) ->
                  takeovers = takeovers + (owner != c);
                  owner = c; gen++; backup = NONE; granting = c;                  /* durable from here */
                  if                                                              /* older connections end */
                  :: OFF != FENCE -> for (i : 0 .. R - 1) { queued[i] = 0; stale[i] = 0 }
                  :: else
                  fi
           :: else -> answer[c] = REFUSED
           fi;
           claiming[c] = 0 }
    :: d_step { granting == c && WAITED_OUT -> answer[c] = GRANTED; granting = NONE }
    od
}

proctype DiskServerCrash() {
end: do
    :: d_step { diskCrashes < DISK_CRASHES -> diskCrashes++; granting = NONE;
           for (i : 0 .. R - 1) {
               queued[i] = 0; stale[i] = 0; inProgress[i] = 0; inProgressGen[i] = 0;
               opening[i] = 0; openFor[i] = 0; claiming[i] = 0; answer[i] = NO_ANSWER
           }
           i = 0 }
    od
}

init {
    atomic {
        for (i : 0 .. R - 1) {
            r[i].role = IDLE; r[i].peer = NONE; answer[i] = NO_ANSWER; run Machine(i); run Server(i)
        }
        r[0].role = ALONE; r[0].term = 1; gen = 1; run DiskServerCrash()
    }
    timeout ->                                        /* nothing more can happen */
    assert((r[owner].role == ALONE && r[owner].rel == N)
        || (r[owner].role == DEAD && (backup == NONE || !HEALTHY(backup)))
        || (handedOver && backup != NONE && r[backup].role == DEAD));
#ifdef GOAL
    assert(!(takeovers == 2 && r[owner].role == ALONE && visible[0] == 1 && visible[N - 1] == 3))
#endif
}
