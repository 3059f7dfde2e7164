package dev.understudy.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.log.DiskStatus;
import dev.understudy.vmm.log.Event;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.Phase;
import dev.understudy.vmm.replication.PeerMessage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real TCP with TLS: entries, acknowledgements, credit. The test's thread is both vCPUs. */
@Timeout(120)
class ChannelLogTest {
    private final LinkedBlockingQueue<String> room = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> entries = new LinkedBlockingQueue<>();

    private static LogEntry timer(long instruction) {
        return new LogEntry(instruction, Phase.BEFORE, new Event.TimerDue());
    }

    private static LogEntry diskRead(long id) {
        byte[] data = new byte[1 << 20];
        data[(int) id] = 1;
        return new LogEntry(id, Phase.BEFORE, new Event.DiskCompleted(id, DiskStatus.OK, data));
    }

    private Recorder join(Pairing pairing, long backlog) throws Exception {
        return pairing.joined(
                ChannelLogQueue.MIN_WINDOW, backlog, () -> room.add("room"), () -> entries.add("entries"));
    }

    @Test
    void flushedEntriesAreTakenAndAcknowledged() throws Exception {
        try (Pairing pairing = new Pairing(Pairing.tls())) {
            join(pairing, ChannelLogSink.DEFAULT_BACKLOG);
            assertEquals(5, pairing.sink.append(timer(10)));
            assertEquals(6, pairing.sink.append(new LogEntry(12, Phase.DURING, new Event.TimeRead(3))));
            pairing.sink.flush();
            pairing.primary.awaitAcknowledged(7);
            assertEquals(7, pairing.queue.accepted());
            assertEquals(13, pairing.queue.horizon());
            assertEquals(timer(10), pairing.queue.peek());
            pairing.queue.take();
            assertEquals(new Event.TimeRead(3), pairing.queue.peek().event());
            pairing.queue.take();
            assertNull(pairing.queue.peek());
        }
    }

    @Test
    void nothingIsAcknowledgedBeforeItIsInTheQueue() throws Exception {
        try (Pairing pairing = new Pairing(Pairing.tls())) {
            join(pairing, ChannelLogSink.DEFAULT_BACKLOG);
            for (int i = 0; i < 500; i++) {
                long sequence = pairing.sink.append(timer(i));
                pairing.sink.flush();
                if (i % 10 == 0) {
                    pairing.primary.awaitAcknowledged(sequence + 1);
                    for (long taken = 5L + Math.max(0, i - 9); taken <= sequence; taken++) {
                        assertEquals(timer(taken - 5), pairing.queue.peek());
                        pairing.queue.take();
                    }
                }
            }
        }
    }

    @Test
    void outputsDoNotStopTheGuestWhileTheStateIsOnItsWay() {
        ChannelLogSink sink = new ChannelLogSink(5, () -> {});
        for (int output = 0; output < 1000; output++) {
            sink.append(new LogEntry(output, Phase.DURING, new Event.OutputPoint(output, 0)));
            sink.flush();
            assertFalse(sink.isFull(), "after " + output + " outputs");
        }
    }

    @Test
    void entriesThatWaitedAreSentAtASliceEnd() throws Exception {
        try (Pairing pairing = new Pairing(Pairing.tls())) {
            join(pairing, ChannelLogSink.DEFAULT_BACKLOG);
            pairing.sink.append(timer(1));
            pairing.sink.flushIfOlderThan(1_000, 50_000);
            pairing.sink.flushIfOlderThan(1_000, 50_999);
            assertTrue(pairing.primary.acknowledged.isEmpty());
            pairing.sink.flushIfOlderThan(1_000, 51_000);
            pairing.primary.awaitAcknowledged(6);
        }
    }

    @Test
    void sealedQueueAcceptsAndAcknowledgesNothingMore() throws Exception {
        try (Pairing pairing = new Pairing(Pairing.tls())) {
            Recorder backup = join(pairing, ChannelLogSink.DEFAULT_BACKLOG);
            pairing.sink.append(timer(1));
            pairing.sink.flush();
            pairing.primary.awaitAcknowledged(6);
            pairing.backupLoop.submit(() -> pairing.queue.seal()).get();
            pairing.sink.append(timer(2));
            pairing.sink.flush();
            // A heartbeat behind the entry: when it is here, the entry was read and refused.
            PeerConnection toBackup = pairing.arrived.take();
            pairing.primaryLoop.submit(() -> {}).get();
            pairing.primaryLoop
                    .submit(() -> toBackup.send(new PeerMessage.Released(1)))
                    .get();
            backup.next(PeerMessage.Released.class);
            PeerConnection toPrimary = pairing.connected.take();
            pairing.backupLoop
                    .submit(() -> toPrimary.send(new PeerMessage.YieldTaken()))
                    .get();
            pairing.primary.next(PeerMessage.YieldTaken.class);
            assertTrue(pairing.primary.acknowledged.isEmpty());
            assertEquals(6, pairing.queue.accepted());
            assertTrue(pairing.queue.isSealed());
            assertEquals(timer(1), pairing.queue.peek());
            pairing.queue.take();
            assertNull(pairing.queue.peek());
        }
    }

    @Test
    void slowBackupStopsThePrimaryWithinBoundsWhileHeartbeatsPass() throws Exception {
        try (Pairing pairing = new Pairing(Pairing.tls())) {
            Recorder backup = join(pairing, 1 << 20);
            long most = (ChannelLogQueue.MIN_WINDOW + (1 << 20)) / EntryCost.FIXED + 1;
            long made = 0;
            while (!pairing.sink.isFull() || room.poll(1, TimeUnit.SECONDS) != null) {
                while (!pairing.sink.isFull()) {
                    pairing.sink.append(timer(made++));
                    assertTrue(made <= most, "more than " + most + " entries");
                }
            }
            PeerMessage.Heartbeat heartbeat = new PeerMessage.Heartbeat(1, 2, 3, true, false);
            PeerConnection toBackup = pairing.arrived.take();
            pairing.primaryLoop.submit(() -> toBackup.send(heartbeat)).get();
            assertEquals(heartbeat, backup.next(PeerMessage.Heartbeat.class));

            // The backup catches up: the primary is woken, and nothing was lost.
            room.clear();
            assertTrue(pairing.sink.isFull());
            long taken = 0;
            while (room.isEmpty()) {
                if (pairing.queue.peek() != null) {
                    assertEquals(taken++, pairing.queue.peek().instruction());
                    pairing.queue.take();
                }
            }
            pairing.sink.flush();
            while (taken < made) {
                if (pairing.queue.peek() != null) {
                    assertEquals(taken++, pairing.queue.peek().instruction());
                    pairing.queue.take();
                }
            }
        }
    }

    @Test
    void largestEntriesFlowThroughTheSmallestWindow() throws Exception {
        try (Pairing pairing = new Pairing(Pairing.tls())) {
            join(pairing, ChannelLogSink.DEFAULT_BACKLOG);
            for (int id = 0; id < 8; id++) {
                pairing.sink.append(diskRead(id));
            }
            pairing.sink.flush();
            for (int id = 0; id < 8; id++) {
                while (pairing.queue.peek() == null) {
                    Recorder.await(entries);
                }
                assertTrue(Event.same(diskRead(id).event(), pairing.queue.peek().event()));
                pairing.queue.take();
            }
            pairing.primary.awaitAcknowledged(5 + 8);
        }
    }

    @Test
    void oneSliceMayAppendBeyondAllBoundsAndLosesNothing() throws Exception {
        try (Pairing pairing = new Pairing(Pairing.tls())) {
            join(pairing, ChannelLogSink.DEFAULT_BACKLOG);
            int count = 2_000;
            for (int i = 0; i < count; i++) {
                pairing.sink.append(new LogEntry(i, Phase.BEFORE, new Event.FrameReceived(i, new byte[9_000])));
                pairing.sink.flush();
            }
            for (int i = 0; i < count; i++) {
                while (pairing.queue.peek() == null) {
                    pairing.sink.isFull();
                    pairing.sink.flush();
                    Thread.onSpinWait();
                }
                assertEquals(i, pairing.queue.peek().instruction());
                pairing.queue.take();
            }
            assertTrue(pairing.sink.extraBatches() > 0);
        }
    }

    @Test
    void lostConnectionFreesTheVcpuAndDropsWhatFollows() throws Exception {
        try (Pairing pairing = new Pairing(Pairing.tls())) {
            Recorder backup = join(pairing, 1 << 10);
            for (int i = 0; !pairing.sink.isFull(); i++) {
                pairing.sink.append(timer(i));
            }
            PeerConnection toPrimary = pairing.connected.take();
            pairing.backupLoop.submit(() -> toPrimary.close("the test ends it")).get();
            assertEquals("the test ends it", Recorder.await(backup.closed));
            assertEquals("the peer closed the connection", Recorder.await(pairing.primary.closed));
            Recorder.await(room);
            long next = pairing.sink.appended();
            assertEquals(next, pairing.sink.append(timer(next)));
            assertTrue(!pairing.sink.isFull());
        }
    }
}
