package dev.understudy.vmm.rehearsal;

import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineSnapshot;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.vcpu.Divergence;
import dev.understudy.vmm.vcpu.Vcpu;
import java.util.List;
import java.util.function.Function;

/** One way to play a life from its first instruction: as often as asked, and each time the same. */
sealed interface Take {
    /**
     * What a take came to.
     *
     * @param machine in its last state
     * @param entries of the log that it wrote or was given
     * @param divergence why it could not go on, or null
     */
    record Played(Machine machine, List<LogEntry> entries, List<Output> outputs, Divergence divergence) {}

    /** For the report: "run", "replay", … */
    String name();

    /** Throws {@link Watch.Enough} once the watch has seen enough. */
    Played play(Watch watch);

    /** A life among inputs. {@code live} brings a vCPU's machine to the end. */
    record Lived(
            String name, Guest guest, Function<Hart, ExecutionEngine> engine, Function<Machine, LiveRehearsal> life)
            implements Take {
        @Override
        public Played play(Watch watch) {
            LiveRehearsal live = life.apply(watch.watches(guest.machine(watch.around(engine))));
            watch.ends();
            return new Played(live.machine(), live.log().entries(), live.outputs(), null);
        }
    }

    /**
     * A log replayed.
     *
     * @param end instruction number to run on to behind the log
     * @param cut entries after which the machine is saved and another one opened in its place; NO_CUT for never
     */
    record Replayed(
            String name, Guest guest, Function<Hart, ExecutionEngine> engine, List<LogEntry> entries, long end, int cut)
            implements Take {
        static final int NO_CUT = -1;

        @Override
        public Played play(Watch watch) {
            List<LogEntry> given = watch.isBlind() ? entries : unchecked();
            EntryList.Source source =
                    new EntryList.Source(given).arrive(given.size()).seal();
            Replay replay = new Replay(watch.watches(guest.machine(watch.around(engine))), source);
            List<Output> outputs = replay.outputs();
            try {
                while (source.taken() < cut && replay.step() == Vcpu.Step.RAN) {}
                if (cut != NO_CUT) {
                    byte[] saved = MachineSnapshot.capture(replay.machine()).seal(List.of());
                    Machine opened =
                            MachineSnapshot.open(saved, watch.around(engine)).machine();
                    replay = new Replay(watch.watches(opened), source, outputs);
                }
                replay.toEnd();
                runOn(replay.machine());
            } catch (Divergence e) { // perhaps in the middle of an instruction: no state to look at
                return new Played(replay.machine(), entries, outputs, e);
            }
            watch.ends();
            return new Played(replay.machine(), entries, outputs, null);
        }

        /** The log without digests, which would end the replay before the state that they found different can be looked at. */
        private List<LogEntry> unchecked() {
            return entries.stream()
                    .map(entry -> entry.event() instanceof Event.Digest
                            ? new LogEntry(entry.instruction(), entry.phase(), new Event.Progress())
                            : entry)
                    .toList();
        }

        private void runOn(Machine machine) {
            while (machine.instruction() < end && !machine.ended()) {
                machine.run(end);
            }
        }
    }
}
