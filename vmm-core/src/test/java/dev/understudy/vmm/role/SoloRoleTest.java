package dev.understudy.vmm.role;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.BlockStore;
import dev.understudy.vmm.host.ConsolePort;
import dev.understudy.vmm.host.SystemClock;
import dev.understudy.vmm.rehearsal.Guest;
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

/** A machine without peers. */
class SoloRoleTest {
    /** A disk whose client has a bug. */
    private record BrokenStore() implements BlockStore {
        @Override
        public long capacity() {
            return Guest.DISK_BYTES;
        }

        @Override
        public void submit(DiskRequest request) {
            throw new IllegalStateException("a bug");
        }

        @Override
        public void close() {}
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
                listener -> new BrokenStore(),
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
