package dev.understudy.vmm.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.device.DiskRequest.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DiskSchedulerTest {
    private final DiskScheduler scheduler = new DiskScheduler(8);

    private static DiskRequest request(long id, Kind kind, long offset, int length) {
        return new DiskRequest(id, kind, offset, length, new byte[kind == Kind.WRITE ? length : 0]);
    }

    private List<Long> issued() {
        List<Long> ids = new ArrayList<>();
        for (DiskRequest next = scheduler.next(); next != null; next = scheduler.next()) {
            ids.add(next.id());
        }
        return ids;
    }

    @Test
    void requestsApartRunAtOnce() {
        scheduler.submit(request(0, Kind.WRITE, 0, 512), false);
        scheduler.submit(request(1, Kind.WRITE, 512, 512), false);
        scheduler.submit(request(2, Kind.FLUSH, 0, 0), false);
        assertEquals(List.of(0L, 1L, 2L), issued());
    }

    @Test
    void readsOfTheSameBytesRunAtOnce() {
        scheduler.submit(request(0, Kind.READ, 0, 512), false);
        scheduler.submit(request(1, Kind.READ, 0, 512), false);
        assertEquals(List.of(0L, 1L), issued());
    }

    @Test
    void aReadWaitsForAnOverlappingWriteAndAWriteForAnOverlappingRead() {
        scheduler.submit(request(0, Kind.WRITE, 0, 1024), false);
        scheduler.submit(request(1, Kind.READ, 512, 1024), false);
        scheduler.submit(request(2, Kind.WRITE_ZEROES, 1024, 512), false);
        assertEquals(List.of(0L), issued());
        scheduler.completed(0);
        assertEquals(List.of(1L), issued());
        scheduler.completed(1);
        assertEquals(List.of(2L), issued());
    }

    @Test
    void aHeldWriteHoldsUpWhatConflictsWithItAndNothingElse() {
        scheduler.submit(request(0, Kind.WRITE, 0, 512), true);
        scheduler.submit(request(1, Kind.READ, 0, 512), false);
        scheduler.submit(request(2, Kind.READ, 4096, 512), false);
        assertEquals(List.of(2L), issued());
        scheduler.release(0);
        assertEquals(List.of(0L), issued());
        scheduler.completed(0);
        assertEquals(List.of(1L), issued());
    }

    @Test
    void pendingRequestsKeepIssueOrder() {
        scheduler.submit(request(3, Kind.READ, 0, 512), false);
        scheduler.submit(request(5, Kind.WRITE, 0, 512), true);
        scheduler.submit(request(6, Kind.READ, 0, 512), false);
        issued();
        scheduler.completed(3);
        assertEquals(
                List.of(5L, 6L),
                scheduler.pending().stream().map(DiskRequest::id).toList());
    }

    @Test
    void theBoundIsKept() {
        for (int id = 0; id < 8; id++) {
            assertFalse(scheduler.isFull());
            scheduler.submit(request(id, Kind.READ, 0, 512), false);
        }
        assertTrue(scheduler.isFull());
        assertThrows(IllegalStateException.class, () -> scheduler.submit(request(9, Kind.READ, 0, 512), false));
    }

    @Test
    void anUnknownCompletionAndABrokenOrderAreRefused() {
        scheduler.submit(request(4, Kind.READ, 0, 512), false);
        assertThrows(IllegalArgumentException.class, () -> scheduler.completed(5));
        assertThrows(IllegalArgumentException.class, () -> scheduler.submit(request(4, Kind.READ, 0, 512), false));
    }

    @Test
    void noTwoConflictingRequestsEverRunAtOnceAndAllAreIssuedInTheEnd() {
        for (long seed = 0; seed < 200; seed++) {
            randomRun(seed);
        }
    }

    private static void randomRun(long seed) {
        Random random = new Random(seed);
        DiskScheduler scheduler = new DiskScheduler(16);
        List<DiskRequest> running = new ArrayList<>();
        List<DiskRequest> order = new ArrayList<>();
        int submitted = 0;
        while (order.size() < 100) {
            if (submitted < 100 && !scheduler.isFull() && random.nextBoolean()) {
                Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
                int length = kind == Kind.FLUSH ? 0 : 1 + random.nextInt(8);
                long offset = kind == Kind.FLUSH ? 0 : random.nextInt(16);
                scheduler.submit(request(submitted++, kind, offset, length), kind.isOutput() && random.nextBoolean());
            }
            scheduler.release(random.nextInt(submitted + 1));
            DiskRequest next = scheduler.next();
            if (next != null) {
                assertTrue(running.stream().noneMatch(next::conflictsWith), "seed " + seed + ": " + next);
                assertTrue(
                        order.stream().noneMatch(earlier -> earlier.id() > next.id() && earlier.conflictsWith(next)),
                        "seed " + seed + ": " + next + " out of order");
                running.add(next);
                order.add(next);
            }
            if (!running.isEmpty() && random.nextBoolean()) {
                scheduler.completed(
                        running.remove(random.nextInt(running.size())).id());
            }
        }
        assertNull(scheduler.next());
    }
}
