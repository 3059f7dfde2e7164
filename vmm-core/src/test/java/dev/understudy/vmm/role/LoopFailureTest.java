package dev.understudy.vmm.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.BlockStore;
import dev.understudy.vmm.host.ConsolePort;
import dev.understudy.vmm.host.SystemClock;
import dev.understudy.vmm.rehearsal.Guest;
import dev.understudy.vmm.replication.ExitReason;
import dev.understudy.vmm.vcpu.NoLog;
import dev.understudy.vmm.vcpu.Pacing;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An exception on the loop ends the replica: half of one must not live on. */
class LoopFailureTest {
    /** A disk whose client has a bug. */
    private record BrokenStore(BlockStore inner) implements BlockStore {
        @Override
        public long capacity() {
            return inner == null ? Guest.DISK_BYTES : inner.capacity();
        }

        @Override
        public void submit(DiskRequest request) {
            throw new IllegalStateException("a bug");
        }

        @Override
        public void own(long generation, long instance) {
            inner.own(generation, instance);
        }

        @Override
        public void close() {}
    }

    @Test
    void aPrimarysBugEndsIt() {
        HandPair pair = new HandPair(BrokenStore::new);
        pair.until("the end", () -> pair.first.ended != null);
        assertEquals(ExitReason.FAILED, pair.first.ended);
        assertTrue(pair.first.said.toString().contains("a bug"), pair.first.said.toString());
    }

    @Test
    void aPrimarysBugInWhatTheChannelTellsEndsItToo() {
        HandPair pair = new HandPair().protect();
        pair.first.primary.heard(null);
        assertEquals(ExitReason.FAILED, pair.first.ended);
    }

    @Test
    void aBackupsBugEndsIt() {
        HandPair pair = new HandPair().protect();
        pair.second.backup.entryAccepted(null);
        assertEquals(ExitReason.FAILED, pair.second.ended);
        pair.until("the primary claims", () -> pair.arbiter.generation() == 2);
    }

    @Test
    void aLoneMachinesBugIsItsVerdict() throws InterruptedException {
        ExecutorService loop = Executors.newSingleThreadExecutor();
        SoloRole role = new SoloRole(
                Guest.named("counter").machine(),
                loop,
                new SystemClock(),
                bytes -> {},
                new NoLog(),
                Pacing.PAIR,
                listener -> new BrokenStore(null),
                listener -> new ConsolePort(
                        listener, InputStream.nullInputStream(), new PrintStream(OutputStream.nullOutputStream())));
        try {
            ExecutionException thrown =
                    assertThrows(ExecutionException.class, () -> role.begin().get(60, TimeUnit.SECONDS));
            assertTrue(thrown.getMessage().contains("a bug"), thrown.getMessage());
        } finally {
            role.stop();
            loop.shutdown();
        }
    }
}
