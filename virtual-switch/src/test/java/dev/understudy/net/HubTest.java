package dev.understudy.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.vmm.replication.Arbiter;
import dev.understudy.vmm.replication.ClaimantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HubTest {
    private static final ClaimantId ANYBODY = new ClaimantId(1, 1);

    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final Hub hub = new Hub(SwitchOptions.local(null, new OwnerOfAll()), loop::add, null, (f, c, d) -> {});

    @Test
    void twoVmsTalkToEachOther() {
        Plug web = new Plug("web");
        Plug database = new Plug("db");
        web.port.frameOut(web, 0, frame(Ethernet.BROADCAST, 0x0200_0000_0001L), hub.now());
        database.port.frameOut(database, 0, frame(0x0200_0000_0001L, 0x0200_0000_0002L), hub.now());
        web.port.frameOut(web, 1, frame(0x0200_0000_0002L, 0x0200_0000_0001L), hub.now());
        assertEquals(2, database.count(Message.FrameIn.class));
        assertEquals(1, web.count(Message.FrameIn.class));
    }

    @Test
    void gatewayAndTapDeviceHearTheGuestsAndNotEachOther() {
        List<byte[]> toHost = new ArrayList<>();
        hub.plug(new TapPort(new TapSpec("tap", null), new FakeCable(toHost)));
        Plug web = new Plug("web");
        hub.fromTap(
                new Arp(Arp.REQUEST, 0x0200_0000_0077L, 0x0a00_024d, 0, GatewayPort.ADDRESS).frame(Ethernet.BROADCAST));
        assertEquals(1, web.count(Message.FrameIn.class));
        assertEquals(0, toHost.size());
        web.port.frameOut(
                web,
                0,
                new Arp(Arp.REQUEST, FakeGuest.MAC, FakeGuest.ADDRESS, 0, GatewayPort.ADDRESS)
                        .frame(Ethernet.BROADCAST),
                hub.now());
        assertEquals(2, web.count(Message.FrameIn.class));
        assertEquals(1, toHost.size());
        hub.fromTap(frame(GatewayPort.MAC, 0x0200_0000_0077L));
        web.port.frameOut(web, 1, frame(0x0200_0000_0077L, FakeGuest.MAC), hub.now());
        assertEquals(2, web.count(Message.FrameIn.class));
        assertEquals(2, toHost.size());
        assertEquals(
                new SwitchStatus.Tap("tap", true, 2, 2, 0), hub.status().taps().get(0));
    }

    @Test
    void slowWatcherIsDroppedAndTheOthersAreNot() {
        Plug web = new Plug("web");
        Plug slow = new Plug();
        Plug quick = new Plug();
        hub.watch("web", slow);
        hub.watch("web", quick);
        slow.writable = false;
        web.port.consoleOut(web, 0, new byte[] {'a'});
        web.port.consoleOut(web, 1, new byte[] {'b'});
        assertTrue(slow.closed);
        assertEquals(0, slow.received.size());
        assertEquals(2, quick.received.size());
    }

    @Test
    void vmsAndWatchersAreBounded() {
        for (int i = 0; i < Hub.MAX_VMS; i++) {
            hub.portOf("vm" + i);
        }
        assertNull(hub.portOf("one-more"));
        for (int i = 0; i < Hub.MAX_WATCHERS; i++) {
            assertTrue(hub.watch("vm0", new Plug()));
        }
        assertFalse(hub.watch("vm0", new Plug()));
    }

    @Test
    void vmThatNobodyWasEverAttachedForIsForgotten() {
        Plug stranger = new Plug();
        VmPort port = hub.portOf("web");
        port.attach(stranger, new Message.Attach("web", new ClaimantId(6, 6), 1, true, 0, 0), hub.now());
        hub.linkLost(stranger, port);
        assertTrue(hub.status().vms().isEmpty());
    }

    @Test
    void longInputIsTypedInChunks() {
        Plug web = new Plug("web");
        hub.type("web", new byte[MessageCodec.MAX_CONSOLE_BYTES + 1]);
        assertEquals(2, web.count(Message.ConsoleIn.class));
    }

    private static byte[] frame(long to, long from) {
        byte[] frame = new byte[60];
        Ethernet.header(frame, to, from, 0x88b5);
        return frame;
    }

    private static final class OwnerOfAll implements Arbiter {
        @Override
        public void ask(Request request, Consumer<Answer> answer) {
            answer.accept(new Answer.State(1, ANYBODY, null, false));
        }

        @Override
        public void close() {}
    }

    private final class Plug extends RecordedLink {
        VmPort port;

        Plug() {}

        Plug(String vm) {
            port = hub.portOf(vm);
            port.attach(this, new Message.Attach(vm, ANYBODY, 1, true, 0, 0), hub.now());
            while (!loop.isEmpty()) {
                loop.remove().run();
            }
        }
    }
}
