package dev.understudy.disk;

import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.replication.Arbiter;
import dev.understudy.vmm.replication.ClaimantId;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks a disk server's arbiter, over a connection of its own that is made when first needed and kept. One try an ask; an
 * ask that is not answered in time, or whose connection ends, is {@link Answer.Unreachable}: nothing is known then.
 */
public final class NbdArbiter implements Arbiter {
    private static final int MAX_ASKS = 64;

    private final NbdConnector connector;
    private final ClaimantId claimant;
    private final long timeoutMillis;

    // ---- of the event loop's thread
    /** In the order of their answers. */
    private final Queue<Ask> asks = new ArrayDeque<>();

    private Connection connection;

    private static final class Ask {
        final Request request;
        final Consumer<Answer> answer;
        boolean answered;

        Ask(Request request, Consumer<Answer> answer) {
            this.request = request;
            this.answer = answer;
        }

        void answer(Answer value) {
            if (!answered) {
                answered = true;
                answer.accept(value);
            }
        }
    }

    /**
     * @param claimant who asks; over TLS that of the endpoint's identity, which the server checks
     * @param timeout of one ask, with the connecting if there is need
     */
    public NbdArbiter(NbdEndpoint endpoint, ClaimantId claimant, Duration timeout) throws IOException {
        this.connector = new NbdConnector(endpoint, timeout, null);
        this.claimant = claimant;
        this.timeoutMillis = timeout.toMillis();
    }

    @Override
    public void ask(Request request, Consumer<Answer> answer) {
        Ask ask = new Ask(request, answer);
        try {
            connector.loop().execute(() -> enqueue(ask));
        } catch (RejectedExecutionException e) {
            ask.answer(new Answer.Unreachable("the arbiter's client is closed"));
        }
    }

    private void enqueue(Ask ask) {
        if (asks.size() >= MAX_ASKS) {
            ask.answer(new Answer.Unreachable(MAX_ASKS + " asks wait already"));
            return;
        }
        asks.add(ask);
        if (connection == null) {
            connection = new Connection();
            connector.connect(connection);
        } else if (connection.ctx != null) {
            connection.send(ask);
        }
        connector.loop().schedule(() -> timeOut(ask), timeoutMillis, TimeUnit.MILLISECONDS);
    }

    /** Answers come in order, so those behind it are lost with it. */
    private void timeOut(Ask ask) {
        if (!ask.answered) {
            drop("no answer from " + connector.endpoint() + " in " + timeoutMillis + " ms");
        }
    }

    private void drop(String reason) {
        Connection dropped = connection;
        connection = null;
        if (dropped != null && dropped.ctx != null) {
            dropped.ctx.close();
        }
        Ask[] unanswered = asks.toArray(new Ask[0]);
        asks.clear();
        for (Ask ask : unanswered) {
            ask.answer(new Answer.Unreachable(reason));
        }
    }

    /** Ends what waits with {@link Answer.Unreachable}. */
    @Override
    public void close() {
        try {
            connector.loop().execute(() -> drop("the arbiter's client is closed"));
        } catch (RejectedExecutionException e) {
            return; // closed already
        }
        connector.close();
    }

    private final class Connection implements Haggler {
        private ChannelHandlerContext ctx;

        void send(Ask ask) {
            HagglingDecoder.send(ctx, Nbd.OPT_ARBITER, ArbiterCodec.encode(claimant, ask.request));
        }

        @Override
        public void ready(ChannelHandlerContext context) {
            ctx = context;
            if (connection != this) {
                ctx.close(); // given up while it was made
                return;
            }
            asks.forEach(this::send);
        }

        @Override
        public void reply(ChannelHandlerContext context, int option, int type, byte[] data) {
            if (connection != this) {
                return;
            }
            Ask ask = asks.poll();
            if (ask == null || option != Nbd.OPT_ARBITER) {
                throw new ProtocolViolation("an answer to option " + option + " that was not asked");
            }
            ask.answer(answer(type, data));
        }

        private Answer answer(int type, byte[] data) {
            if (type == Nbd.REP_ARBITER) {
                try {
                    return ArbiterCodec.decodeAnswer(data);
                } catch (MalformedBytes e) {
                    return new Answer.Unreachable("the arbiter's answer is malformed: " + e.getMessage());
                }
            }
            String text = new String(data, StandardCharsets.UTF_8);
            return type == Nbd.REP_ERR_POLICY
                    ? new Answer.Refused(text)
                    : new Answer.Unreachable(connector.endpoint() + ": " + text);
        }

        @Override
        public void lost(String reason) {
            if (connection == this) {
                drop(reason);
            }
        }
    }
}
