package dev.understudy.vmm.role;

import dev.understudy.vmm.host.Clock;
import dev.understudy.vmm.host.Inbox;
import dev.understudy.vmm.host.NetworkPort;
import dev.understudy.vmm.machine.Output;
import dev.understudy.vmm.replication.OutputGate;
import dev.understudy.vmm.replication.Rule;
import dev.understudy.vmm.vcpu.LiveVcpu;
import dev.understudy.vmm.vcpu.OutputPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import java.util.function.LongPredicate;

/**
 * A live machine's way out: hand-over from the vCPU, the output gate, then disk, network and console. Everything but {@link
 * #path()} is used on the loop only.
 */
final class World {
    private static final int GATE_OUTPUTS = 2048;
    private static final long GATE_BYTES = 16 << 20;
    /** Frames and console chunks that the switch has not confirmed; at the bound the vCPU waits. */
    private static final int MAX_UNCONFIRMED = 2048;

    /** An output in the gate. */
    record Held(Output output, long madeNanos) implements dev.understudy.vmm.replication.Output {
        @Override
        public long number() {
            return output.number();
        }

        @Override
        public int bytes() {
            return output.bytes();
        }
    }

    private final Clock clock;
    private final HandOff handOff;
    private final OutputGate<Held> gate;
    private final DiskDriver disk;
    private final NetworkPort network;
    private final Inbox inbox;
    private final IntConsumer poweredOff;
    private final ArrayDeque<Output> unconfirmed = new ArrayDeque<>();
    private final ArrayDeque<HandOff.Item.Taken> taken = new ArrayDeque<>();
    private final HoldTimes holdTimes = new HoldTimes();
    private Output.PowerOff ending;
    private LiveVcpu vcpu;
    private LongPredicate acknowledged = proof -> true;
    private long nextFrameSeen;
    private long nextInputByteSeen;

    /** @param poweredOff hears the guest's verdict when that output has left, and switch and disk have all before it */
    World(
            Executor loop,
            Clock clock,
            Inbox inbox,
            DiskDriver disk,
            NetworkPort network,
            IntConsumer poweredOff,
            Set<Rule> rules) {
        this.clock = clock;
        handOff = new HandOff(loop, clock, this::drain);
        gate = new OutputGate<>(GATE_OUTPUTS, GATE_BYTES, this::release, rules);
        this.disk = disk;
        this.network = network;
        this.inbox = inbox;
        this.poweredOff = poweredOff;
        disk.afterEachAnswer(this::endOnceAllIsConfirmed);
    }

    /** Where the vCPU puts what goes out. */
    OutputPath path() {
        return handOff;
    }

    HandOff handOff() {
        return handOff;
    }

    OutputGate<Held> gate() {
        return gate;
    }

    DiskDriver disk() {
        return disk;
    }

    HoldTimes holdTimes() {
        return holdTimes;
    }

    /** The vCPU whose own flushes come through here. */
    void serves(LiveVcpu live) {
        vcpu = live;
    }

    /** @param proofs says of an entry's sequence number whether no fail-over can undo it */
    void trimInputsWhen(LongPredicate proofs) {
        acknowledged = proofs;
    }

    /** Numbers of the next inputs that the machine wants, as far as is known here. */
    void inputsBegin(long nextFrame, long nextInputByte) {
        nextFrameSeen = nextFrame;
        nextInputByteSeen = nextInputByte;
    }

    long nextFrameSeen() {
        return nextFrameSeen;
    }

    long nextInputByteSeen() {
        return nextInputByteSeen;
    }

    /** Outputs of a former owner that the switch may not have taken: they go out before any new one. */
    void sendAgain(List<Output> old) {
        old.forEach(this::leave);
    }

    /** The guest's last output, if that has left and waits for others to be confirmed; else null. */
    Output.PowerOff ending() {
        return ending;
    }

    /** A former owner's guest powered off; that output itself may be known to have left. */
    void endAgain(int exitCode) {
        leave(new Output.PowerOff(0, exitCode));
    }

    /** Moves on what can move: called for new items, and after anything that may have opened the gate. */
    void drain() {
        boolean moved = false;
        for (HandOff.Item item = handOff.peek(); item != null && hasRoom(); item = handOff.peek()) {
            handOff.take();
            pass(item);
            moved = true;
        }
        trimInputs();
        if (moved) {
            inbox.wake();
        }
    }

    /** False while so many outputs wait for the switch that nothing more is taken from the vCPU. */
    boolean hasRoom() {
        return !gate.isFull() && unconfirmed.size() < MAX_UNCONFIRMED;
    }

    private void pass(HandOff.Item item) {
        if (item instanceof HandOff.Item.Made made) {
            if (made.output() instanceof Output.Disk write) {
                disk.submit(write.request(), true);
            }
            gate.hold(new Held(made.output(), made.madeNanos()), made.provenBy());
        } else if (item instanceof HandOff.Item.Issued issued) {
            issue(issued);
        } else if (item instanceof HandOff.Item.Taken inputs) {
            taken.add(inputs);
            inputsBegin(inputs.nextFrame(), inputs.nextInputByte());
        } else if (item instanceof HandOff.Item.Mark mark) {
            mark.action().run();
        }
    }

    private void issue(HandOff.Item.Issued issued) {
        if (issued.request().id() == LiveVcpu.OWN_FLUSH) {
            disk.flushOwn(issued.request(), vcpu::ownFlushAnswered);
        } else {
            disk.submit(issued.request(), false);
        }
    }

    private void release(Held held) {
        if (gate.isBound()) {
            holdTimes.add(clock.nanoTime() - held.madeNanos());
        }
        leave(held.output());
    }

    private void leave(Output output) {
        if (output instanceof Output.Frame frame) {
            unconfirmed.add(output);
            network.sendFrame(frame.frameNumber(), frame.frame());
        } else if (output instanceof Output.Console console) {
            unconfirmed.add(output);
            network.sendConsole(console.firstByte(), console.data());
        } else if (output instanceof Output.Disk write) {
            disk.release(write.request());
        } else if (output instanceof Output.PowerOff end) {
            ending = end;
            endOnceAllIsConfirmed();
        }
    }

    /** The process ends with its life, and with it what its buffers hold: last words first. */
    private void endOnceAllIsConfirmed() {
        if (ending != null && unconfirmed.isEmpty() && disk.isIdle()) {
            int exitCode = ending.exitCode();
            ending = null;
            poweredOff.accept(exitCode);
        }
    }

    private void trimInputs() {
        HandOff.Item.Taken newest = null;
        while (!taken.isEmpty() && acknowledged.test(taken.peek().provenBy())) {
            newest = taken.poll();
        }
        if (newest != null) {
            network.taken(newest.nextFrame(), newest.nextInputByte());
        }
    }

    /** The switch has these for good. */
    void confirmed(long nextFrame, long nextConsoleByte) {
        while (!unconfirmed.isEmpty() && isBelow(unconfirmed.peek(), nextFrame, nextConsoleByte)) {
            unconfirmed.poll();
        }
        endOnceAllIsConfirmed();
        drain();
    }

    private static boolean isBelow(Output output, long nextFrame, long nextConsoleByte) {
        if (output instanceof Output.Frame frame) {
            return frame.frameNumber() < nextFrame;
        }
        Output.Console console = (Output.Console) output;
        return console.firstByte() + console.data().length <= nextConsoleByte;
    }

    /** Outputs that the world may not have yet, for a snapshot. The gate must be unbound. */
    List<Output> unconfirmed() {
        return new ArrayList<>(unconfirmed);
    }

    /** All outputs numbered below this have reached the world. */
    long confirmedBelow() {
        return unconfirmed.isEmpty() ? gate.releasedBelow() : unconfirmed.peek().number();
    }
}
