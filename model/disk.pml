/*
 * What a guest may believe of its disk: several requests pending, FLUSH, a disk server that forgets what was not synced.
 *
 * That one replica owns the disk at a time, and that writes of former owners never land, is the core's matter
 * (understudy.pml). So here is one log; at a fail-over the completions that it does not have are forgotten, and all that
 * is pending goes out again.
 *
 * The guest issues these in order, without waiting but where said:
 *   0 write block 0 := 1    1 write block 0 := 2    2 write block 1 := 1    3 flush, once 0 is complete
 *   4 write block 0 := 3    5 read block 0, once 4 is complete              6 read block 1, once 2 is complete
 * Promised: a read sees the last write issued before it, none older; and what was complete when a FLUSH was issued that
 * the guest saw complete survives every crash of the server from then on.
 *
 * See README.md for how to run it.
 * bounds small: -DCRASHES=2 -DFAILOVERS=1 -DBREAKS=1
 * bounds large: -DCRASHES=2 -DFAILOVERS=2
 */
#ifndef OFF
#define OFF NOTHING
#endif
#ifndef CRASHES
#define CRASHES 2        /* of the disk server: what is not on the platter is lost, or not, block by block */
#endif
#ifndef FAILOVERS
#define FAILOVERS 1
#endif
#ifndef BREAKS
#define BREAKS 1         /* answers lost with their connection */
#endif
#define REQUESTS 7
#define FLUSH    3

mtype = { NOTHING, ISSUE_ORDER, UNSYNCED, WAITING_ANSWERS, WAITING_FLUSH, REWRITE_ORDER, REWRITE_FIRST, FLUSH_COVERS_COMPLETED,
          UNKNOWN_INSTANCE };
mtype = { NEW, PENDING, SENT, ANSWERED, LOGGED };

#define IS_WRITE(k)    ((k) < 5 && (k) != FLUSH)
#define BLOCK(k)       (((k) == 2 || (k) == 6) -> 1 : 0)
#define VALUE(k)       ((k) == 1 -> 2 : ((k) == 4 -> 3 : 1))
#define WANTED(k)      ((k) == 5 -> 3 : 1)
#define CONFLICT(a, b) ((a) != FLUSH && (b) != FLUSH && BLOCK(a) == BLOCK(b) && (IS_WRITE(a) || IS_WRITE(b)))
#define OLDER(k, s)    (CONFLICT(0, k) && 0 < (k) && (s(0)) || CONFLICT(1, k) && 1 < (k) && (s(1)) || \
                        CONFLICT(2, k) && 2 < (k) && (s(2)) || CONFLICT(4, k) && 4 < (k) && (s(4)))
#define UNANSWERED(k)  (state[k] == PENDING || state[k] == SENT)
#define IN_INBOX(k)    (state[k] == ANSWERED)
#define MAY_ISSUE(k)   ((k) == issued && ((k) != 3 || state[0] == LOGGED) && ((k) != 5 || state[4] == LOGGED) && \
                        ((k) != 6 || state[2] == LOGGED))

mtype state[REQUESTS];
byte issued;
byte unsynced[REQUESTS], kept;   /* completed writes that no flush covers, in order of completion */
byte covered;                    /* so many of them did the pending flush find when it was issued */
byte again[REQUESTS], left;      /* to be written again before anything else, last first; then a flush */
bool rewriting;
byte cache[2], platter[2];       /* the server's: what a read sees, and what survives */
byte complete[2], atFlush[2], promised[2];
byte crashes, failovers, breaks;
hidden byte i, n, from;

inline forget(count) {           /* the first writes of the list are durable */
    for (i : 0 .. REQUESTS - 1) {
        if
        :: i + count < kept -> unsynced[i] = unsynced[i + count]
        :: else -> unsynced[i] = 0
        fi
    }
    kept = kept - count; i = 0
}

inline beginRewriting() {
    for (i : 0 .. REQUESTS - 1) { again[i] = 0 }
    n = 0;
    for (i : 0 .. REQUESTS - 1) {          /* answered last, so written last; conflicting ones answer in issue order */
        if
        :: IS_WRITE(REQUESTS - 1 - i) && state[REQUESTS - 1 - i] == ANSWERED && OFF != WAITING_ANSWERS ->
               again[n] = REQUESTS - 1 - i; n++
        :: else
        fi
    }
    from = 0;
    if
    :: state[FLUSH] == ANSWERED && OFF != WAITING_FLUSH -> from = covered     /* these are on the platter */
    :: else
    fi;
    for (i : 0 .. REQUESTS - 1) {
        if
        :: i + from < kept && OFF != REWRITE_ORDER -> again[n] = unsynced[kept - 1 - i]; n++
        :: i + from < kept && OFF == REWRITE_ORDER -> again[n] = unsynced[i + from]; n++
        :: else
        fi
    }
    left = n; rewriting = (OFF != UNSYNCED); i = 0; n = 0; from = 0
}

inline unsend() {
    for (i : 0 .. REQUESTS - 1) {
        if
        :: state[i] == SENT -> state[i] = PENDING
        :: else
        fi
    }
    i = 0
}

proctype Request(byte k) {
end: do
    :: d_step { state[k] == NEW && MAY_ISSUE(k) ->
           state[k] = PENDING; issued++;
           if
           :: k == FLUSH -> covered = kept; atFlush[0] = complete[0]; atFlush[1] = complete[1]
           :: else
           fi }
    :: d_step { state[k] == PENDING && (!rewriting || OFF == REWRITE_FIRST) &&
                (!OLDER(k, UNANSWERED) || OFF == ISSUE_ORDER) -> state[k] = SENT }
    :: d_step { state[k] == SENT ->                   /* the disk does it, and its answer comes back */
           if
           :: IS_WRITE(k) -> cache[BLOCK(k)] = VALUE(k)
           :: k == FLUSH -> platter[0] = cache[0]; platter[1] = cache[1]
           :: else -> assert(cache[BLOCK(k)] == WANTED(k))
           fi;
           state[k] = ANSWERED }
    :: d_step { state[k] == SENT && IS_WRITE(k) && breaks < BREAKS ->    /* it does it, but the answer is lost */
           breaks++; cache[BLOCK(k)] = VALUE(k); state[k] = PENDING }
    :: d_step { state[k] == ANSWERED && !OLDER(k, IN_INBOX) ->
           state[k] = LOGGED;
           if
           :: IS_WRITE(k) -> unsynced[kept] = k; kept++; complete[BLOCK(k)] = VALUE(k)
           :: k == FLUSH && OFF != FLUSH_COVERS_COMPLETED -> forget(covered)
           :: k == FLUSH && OFF == FLUSH_COVERS_COMPLETED -> forget(kept)
           :: else
           fi;
           if
           :: k == FLUSH -> promised[0] = atFlush[0]; promised[1] = atFlush[1]
           :: else
           fi }
    od
}

proctype World() {
end: do
    :: d_step { rewriting && left > 0 -> left--; cache[BLOCK(again[left])] = VALUE(again[left]); again[left] = 0 }
    :: d_step { rewriting && left == 0 ->
           assert(cache[0] >= promised[0] && cache[1] >= promised[1]);
           platter[0] = cache[0]; platter[1] = cache[1]; rewriting = false }
    :: atomic { crashes < CRASHES -> crashes++;
           if
           :: platter[0] = cache[0]
           :: skip
           fi;
           if
           :: platter[1] = cache[1]
           :: skip
           fi;
           d_step {
               cache[0] = platter[0]; cache[1] = platter[1];
               assert(cache[0] >= promised[0] && cache[1] >= promised[1]);
               unsend(); beginRewriting() } }
    :: d_step { failovers < FAILOVERS -> failovers++;
           for (i : 0 .. REQUESTS - 1) {
               if
               :: state[i] == ANSWERED || state[i] == SENT -> state[i] = PENDING
               :: else
               fi
           }
           i = 0;
           if
           :: OFF != UNKNOWN_INSTANCE -> beginRewriting()
           :: else -> rewriting = false; left = 0
           fi }
    od
}

init {
    atomic {
        for (i : 0 .. REQUESTS - 1) { state[i] = NEW; run Request(i) }
        i = 0;
        run World()
    }
    timeout ->
    assert(issued == REQUESTS && state[3] == LOGGED && state[5] == LOGGED && state[6] == LOGGED);
#ifdef GOAL
    assert(!(crashes == CRASHES && failovers == FAILOVERS && kept == 1))   /* only write 4 came after the flush */
#endif
}
