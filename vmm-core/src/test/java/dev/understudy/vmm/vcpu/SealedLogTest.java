package dev.understudy.vmm.vcpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogSource;
import dev.understudy.vmm.log.Phase;
import dev.understudy.vmm.machine.BootImage;
import dev.understudy.vmm.machine.Machine;
import dev.understudy.vmm.machine.MachineConfig;
import dev.understudy.vmm.machine.MemoryMap;
import org.junit.jupiter.api.Test;

/** Rule Seal, drain, claim: the last entry may be accepted, and the log sealed, while the replay looks for more. */
class SealedLogTest {
    private final Machine machine = new Machine(
            new MachineConfig(1 << 20, 0, false, new byte[6], "", 0, new byte[0]),
            BootImage.flat(new byte[] {0x6f, 0, 0, 0}, MemoryMap.RAM_BASE));

    /** The other thread accepts an entry and seals, between any two looks of the replay. */
    private static final class SealedBetweenTwoLooks implements LogSource {
        private final int looksBefore;
        private int looks;
        private boolean taken;

        SealedBetweenTwoLooks(int looksBefore) {
            this.looksBefore = looksBefore;
        }

        private boolean isOver() {
            return looks++ >= looksBefore;
        }

        @Override
        public LogEntry peek() {
            return isOver() && !taken ? new LogEntry(7, Phase.BEFORE, new Event.Progress()) : null;
        }

        @Override
        public void take() {
            taken = true;
        }

        @Override
        public long horizon() {
            return 7;
        }

        @Override
        public boolean isSealed() {
            return isOver();
        }
    }

    @Test
    void replayEndsOnlyBehindTheLastEntryAccepted() {
        for (int looks = 0; looks < 4; looks++) {
            ReplayVcpu replay = new ReplayVcpu(machine, new SealedBetweenTwoLooks(looks), output -> {});
            Vcpu.Step step = replay.step();
            while (step != Vcpu.Step.ENDED) {
                step = replay.step();
            }
            assertEquals(1, replay.replayedEntries(), "sealed after " + looks + " looks");
        }
        assertEquals(7, machine.instruction());
    }
}
