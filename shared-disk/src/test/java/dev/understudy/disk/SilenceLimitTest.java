package dev.understudy.disk;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SilenceLimitTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();

    SilenceLimitTest() {
        channel.freezeTime();
        channel.pipeline().addLast(new SilenceLimit());
    }

    @Test
    void aPeerThatFellSilentIsGivenUp() {
        pass(SilenceLimit.SECONDS - 1);
        assertTrue(channel.isActive());
        pass(2);
        assertFalse(channel.isActive());
    }

    @Test
    void aPeerThatIsHeardIsKept() {
        for (int i = 0; i < 10; i++) {
            pass(SilenceLimit.SECONDS - 1);
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[1]));
        }
        assertTrue(channel.isActive());
    }

    @Test
    void aPeerThatIsNotListenedToIsNotSilent() {
        channel.config().setAutoRead(false);
        pass(10 * SilenceLimit.SECONDS);
        assertTrue(channel.isActive());
    }

    private void pass(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runPendingTasks();
    }
}
