package dev.understudy.vmm.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.host.HostEvent.Command;
import dev.understudy.vmm.host.HostEvent.EntropyReady;
import dev.understudy.vmm.host.HostEvent.FrameArrived;
import dev.understudy.vmm.log.DiskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class InboxTest {
    private static FrameArrived frame(int bytes) {
        return new FrameArrived(0, new byte[bytes]);
    }

    @Test
    void eventsComeOutInOrderAroundTheRing() {
        Inbox inbox = new Inbox(4);
        for (int i = 0; i < 100; i++) {
            assertTrue(inbox.offer(new EntropyReady(i, new byte[0])));
            assertTrue(inbox.offer(new EntropyReady(1000 + i, new byte[0])));
            assertEquals(i, ((EntropyReady) inbox.poll()).id());
            assertEquals(1000 + i, ((EntropyReady) inbox.poll()).id());
            assertNull(inbox.poll());
        }
    }

    @Test
    void aFloodOfFramesLeavesRoomForAnswers() {
        Inbox inbox = new Inbox(8);
        for (int i = 0; i < 4; i++) {
            assertTrue(inbox.offer(frame(60)));
        }
        assertFalse(inbox.offer(frame(60)));
        assertEquals(1, inbox.droppedFrames());
        for (int i = 0; i < 4; i++) {
            assertTrue(inbox.offer(new Command(() -> {})));
        }
        assertFalse(inbox.offer(new Command(() -> {})));
    }

    @Test
    void aFloodOfTypedBytesLeavesRoomForAnswers() {
        Inbox inbox = new Inbox(16);
        int typed = 0;
        while (inbox.offer(new HostEvent.ConsoleTyped(typed, new byte[1]))) {
            typed++;
        }
        assertEquals(8, typed);
        assertTrue(inbox.offer(new HostEvent.DiskAnswered(0, DiskStatus.OK, new byte[0])));
    }

    @Test
    void bytesOfWaitingFramesAreBoundedAndGivenBack() {
        Inbox inbox = new Inbox(1024);
        int size = 64 * 1024;
        int fit = (int) (Inbox.FRAME_BYTES / size);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < fit; i++) {
                assertTrue(inbox.offer(frame(size)));
            }
            assertFalse(inbox.offer(frame(size)));
            for (int i = 0; i < fit; i++) {
                inbox.poll();
            }
        }
    }

    @Test
    @Timeout(60)
    void manyProducersLoseNothingAndEachKeepsItsOrder() throws InterruptedException {
        Inbox inbox = new Inbox(64);
        int producers = 3;
        int each = 20_000;
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            long base = (long) p << 32;
            threads.add(new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    while (!inbox.offer(new EntropyReady(base + i, new byte[0]))) {
                        Thread.yield();
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        int[] next = new int[producers];
        for (int taken = 0; taken < producers * each; ) {
            HostEvent event = inbox.poll();
            if (event == null) {
                inbox.park(TimeUnit.SECONDS.toNanos(1));
                continue;
            }
            long id = ((EntropyReady) event).id();
            assertEquals(next[(int) (id >> 32)]++, (int) id);
            taken++;
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    @Timeout(60)
    void aWakeBeforeTheParkIsNotLost() {
        Inbox inbox = new Inbox(4);
        inbox.wake();
        inbox.park(Long.MAX_VALUE);
        assertTrue(inbox.isEmpty());
    }

    @Test
    @Timeout(60)
    void anOfferEndsThePark() throws InterruptedException {
        Inbox inbox = new Inbox(4);
        Thread producer = new Thread(() -> inbox.offer(new Command(() -> {})));
        producer.start();
        while (inbox.isEmpty()) {
            inbox.park(TimeUnit.HOURS.toNanos(1));
        }
        producer.join();
        assertFalse(inbox.isEmpty());
    }
}
