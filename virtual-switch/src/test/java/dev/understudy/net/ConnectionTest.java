package dev.understudy.net;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    private final Hub hub = new Hub(SwitchOptions.local(null, new NoArbiter()), Runnable::run, null, (f, c, d) -> {});

    @Test
    void peerThatDoesNotReadItsAnswersIsNotHeardUntilItDoes() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addLast(new MessageFraming(), new Connection(hub, channel));
        setWritable(channel, false);
        assertFalse(channel.config().isAutoRead());
        setWritable(channel, true);
        assertTrue(channel.config().isAutoRead());
        channel.finishAndReleaseAll();
    }

    private static void setWritable(EmbeddedChannel channel, boolean writable) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
        channel.runPendingTasks();
    }

    private static final class NoArbiter implements dev.understudy.vmm.replication.Arbiter {
        @Override
        public void ask(Request request, java.util.function.Consumer<Answer> answer) {}

        @Override
        public void close() {}
    }
}
