package dev.understudy.vmm.simulator;

import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import java.util.Set;

/** What goes wrong in a story. Each strikes once, some for a time. */
enum Fault {
    /** SIGKILL of a replica at whatever it does then. */
    KILL(4) {
        @Override
        void strike(Struck at) {
            at.victim().kill(false);
            at.sim().restart(at.victim());
        }
    },
    /** SIGKILL, and a service manager that starts it again at once. */
    RESTART(3) {
        @Override
        void strike(Struck at) {
            at.victim().kill(false);
            at.sim()
                    .time()
                    .after(
                            at.sim().time().micros(1_000, 50_000),
                            null,
                            () -> at.sim().coldStart(false));
        }
    },
    /** An operator takes over, rightly or not. */
    TAKE_OVER(1) {
        @Override
        void strike(Struck at) {
            at.sim().coldStart(true);
        }
    },
    /** SIGKILL at one of its next crossings: in the middle of something. */
    KILL_AT_A_CROSSING(6) {
        @Override
        void strike(Struck at) {
            at.soon(() -> at.victim().kill(false));
        }
    },
    /** In the middle of something the pair's connection breaks, and this one does not reach the disk server for a while. */
    STRANDED(4) {
        @Override
        void strike(Struck at) {
            at.soon(() -> {
                DISCONNECT_PAIR.strike(at);
                CUT_TO_DISK.strike(at);
            });
        }
    },
    /** Its host dies: nobody is told. */
    HOST_DIES(2) {
        @Override
        void strike(Struck at) {
            at.victim().kill(true);
        }
    },
    /** SIGSTOP, or a host that stands still, and SIGCONT: perhaps a zombie that writes. */
    PAUSE(4) {
        @Override
        void strike(Struck at) {
            at.victim().pauseUntil(at.until());
        }
    },
    SLOW_REPLICA(2) {
        @Override
        void strike(Struck at) {
            at.slow(at.victim());
        }
    },
    /** It follows, but falls behind. */
    SLOW_VCPU(5) {
        @Override
        void strike(Struck at) {
            at.victim().vcpuSlowness(1 << (2 + at.sim().time().below(7)));
            at.sim().time().at(at.until(), null, () -> at.victim().vcpuSlowness(1));
        }
    },
    /** Nothing of it reaches anybody, until all arrives late. */
    ISOLATED(4) {
        @Override
        void strike(Struck at) {
            at.sim().replicas().forEach(other -> at.cut(at.victim(), other));
            at.cut(at.victim(), at.sim().disk().process());
            at.cut(at.victim(), at.sim().switchServer().process());
        }
    },
    /** All that it sends to its peer is held up: a backup's acknowledgements, or a primary's heartbeats, do not arrive. */
    CUT_TO_PEER(4) {
        @Override
        void strike(Struck at) {
            if (at.victim().link() != null) {
                at.cut(at.victim(), at.victim().peer());
            }
        }
    },
    PARTITION_OF_THE_PAIR(3) {
        @Override
        void strike(Struck at) {
            if (at.victim().link() != null) {
                at.cut(at.victim(), at.victim().peer());
                at.cut(at.victim().peer(), at.victim());
            }
        }
    },
    CUT_TO_DISK(2) {
        @Override
        void strike(Struck at) {
            at.cut(at.victim(), at.sim().disk().process());
        }
    },
    CUT_FROM_DISK(2) {
        @Override
        void strike(Struck at) {
            at.cut(at.sim().disk().process(), at.victim());
        }
    },
    /** The replica loses the disk only. */
    PARTITION_FROM_DISK(2) {
        @Override
        void strike(Struck at) {
            at.cut(at.victim(), at.sim().disk().process());
            at.cut(at.sim().disk().process(), at.victim());
        }
    },
    PARTITION_FROM_SWITCH(2) {
        @Override
        void strike(Struck at) {
            at.cut(at.victim(), at.sim().switchServer().process());
            at.cut(at.sim().switchServer().process(), at.victim());
        }
    },
    SWITCH_LOSES_ARBITER(1) {
        @Override
        void strike(Struck at) {
            at.cut(at.sim().switchServer().process(), at.sim().disk().process());
        }
    },
    /** The pair's connection breaks. */
    DISCONNECT_PAIR(2) {
        @Override
        void strike(Struck at) {
            if (at.victim().link() != null) {
                at.victim().link().wire().breakDown("reset");
            }
        }
    },
    DISCONNECT_DISK(4) {
        @Override
        void strike(Struck at) {
            DiskClient disk = at.victim().disk();
            if (disk != null && disk.wire() != null) {
                disk.wire().breakDown("reset");
            }
        }
    },
    DISCONNECT_SWITCH(2) {
        @Override
        void strike(Struck at) {
            SwitchPort port = at.victim().port();
            if (port != null && port.wire() != null) {
                port.wire().breakDown("reset");
            }
        }
    },
    /** The disk server crashes, loses or tears what was not synced, and starts again. */
    DISK_CRASH(4) {
        @Override
        void strike(Struck at) {
            DiskServer disk = at.sim().disk();
            if (disk.isUp()) {
                disk.crash(at.sim().time().oneIn(3));
                at.sim().time().at(at.until(), null, disk::startIfDown);
            }
        }
    },
    SLOW_DISK(2) {
        @Override
        void strike(Struck at) {
            at.slow(at.sim().disk().process());
        }
    },
    STUCK_REQUESTS(6) {
        @Override
        void strike(Struck at) {
            VirtualTime time = at.sim().time();
            at.sim().disk().stuck(at.until());
            for (int i = 0; i < 3; i++) { // whoever waits gives up, and connects again
                time.after(time.below(at.until() - time.now() + 1), at.victim(), () -> DISCONNECT_DISK.strike(at));
            }
        }
    },
    /** EIO and ENOSPC. */
    DISK_ERRORS(3) {
        @Override
        void strike(Struck at) {
            at.sim().disk().failing(at.until());
        }
    },
    DISK_PAUSE(2) {
        @Override
        void strike(Struck at) {
            at.sim().disk().process().pauseUntil(at.until());
        }
    },
    ARBITER_AWAY(2) {
        @Override
        void strike(Struck at) {
            at.sim().disk().arbiterAway(at.until());
        }
    },
    SWITCH_CRASH(2) {
        @Override
        void strike(Struck at) {
            SwitchServer server = at.sim().switchServer();
            if (server.isUp()) {
                at.sim().crashSwitch(at.sim().time().oneIn(3));
                at.sim().time().at(at.until(), null, server::startIfDown);
            }
        }
    },
    OPERATOR_DROPS_BACKUP(1) {
        @Override
        void strike(Struck at) {
            if (at.victim().isLive() && !at.victim().isPaused()) {
                at.victim().after(0, () -> at.victim().role().protocol().dropBackup());
            }
        }
    },
    OPERATOR_HANDS_OVER(2) {
        @Override
        void strike(Struck at) {
            if (at.victim().isLive() && !at.victim().isPaused()) {
                at.victim().after(0, () -> at.victim().role().protocol().failOver());
            }
        }
    },
    /** A bit flips on the way from one machine to the other. */
    DIVERGENCE(1) {
        @Override
        void strike(Struck at) {
            Link link = at.victim().link();
            if (link != null && link.backup().isAlive()) {
                at.sim().spoils(link.backup());
                link.spoil(Fault::spoiled);
            }
        }
    };

    /** A fault's moment. {@code until}: when it ends, if it lasts. */
    record Struck(Simulator sim, Replica victim, long until) {
        /** At one of the victim's next crossings. */
        private void soon(Runnable strikes) {
            int[] left = {sim.time().below(2 << sim.time().below(8))};
            sim.hook((process, crossing) -> {
                if (process == victim && crossing != Crossing.CLOCK_READ && left[0]-- == 0) {
                    sim.trace().tell(victim, "it strikes at %s", crossing);
                    strikes.run();
                }
            });
        }

        private void cut(SimulatedProcess from, SimulatedProcess to) {
            sim.network().cut(from, to, until);
        }

        private void slow(SimulatedProcess process) {
            process.slowness(1 << (2 + sim.time().below(7)));
            sim.time().at(until, null, () -> process.slowness(1));
        }
    }

    private final int weight;

    Fault(int weight) {
        this.weight = weight;
    }

    abstract void strike(Struck at);

    static Fault draw(Set<Fault> from, VirtualTime chance) {
        int total = 0;
        for (Fault fault : from) {
            total += fault.weight;
        }
        int drawn = chance.below(total);
        for (Fault fault : from) {
            drawn -= fault.weight;
            if (drawn < 0) {
                return fault;
            }
        }
        throw new AssertionError();
    }

    private static LogEntry spoiled(LogEntry entry) {
        return entry.event() instanceof Event.OutputPoint point
                ? new LogEntry(
                        entry.instruction(),
                        entry.phase(),
                        new Event.OutputPoint(point.outputs(), point.checksum() ^ 1))
                : entry;
    }
}
