package dev.understudy.net;

import dev.understudy.vmm.host.NetworkPort;
import dev.understudy.vmm.replication.ClaimantId;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The replica's end of the cable, over TCP. Connects when it is made, so that a backup knows whether the switch is there;
 * attaches when told to, and after each loss of the connection again by itself.
 *
 * <p><b>Outputs.</b> What the switch has not said to have taken is kept, in order, at most {@value #MAX_KEPT} messages or
 * {@value #MAX_KEPT_BYTES} bytes (then the oldest is dropped and counted: the network lost it), and goes out again on the
 * next connection. That is safe, because the switch drops numbers that it has taken; only a switch that itself restarted in
 * between may pass the last few frames a second time.
 *
 * <p><b>Inputs.</b> Each number goes to the listener once, in growing order, over all connections and attaches. After a loss
 * the client asks for what follows the last that it handed over, which the listener has in its inbox.
 */
public final class SwitchClient implements NetworkPort {
    static final int MAX_KEPT = 8192;
    static final int MAX_KEPT_BYTES = 32 << 20;
    private static final long RETRY_MILLIS = 100;

    /** Inputs that were taken and the switch was not told of: few beside those that it lets be unconfirmed. */
    static final int MAX_UNTOLD = VmPort.MAX_UNCONFIRMED / 8;

    /** An output until the switch has taken it; {@code next}: the number after it. */
    private record Kept(Message message, boolean isFrame, long next, int bytes) {}

    private final SwitchEndpoint endpoint;
    private final String vm;
    private final ClaimantId claimant;
    private final boolean startsLife;
    private final Listener listener;
    private final ArrayDeque<Kept> unsent = new ArrayDeque<>();
    private final ArrayDeque<Kept> sent = new ArrayDeque<>();
    private final Uplink uplink;
    private int keptBytes;
    private boolean wantsAttach;
    private boolean attached;
    private boolean fenced;
    private boolean turnedAway;
    private long generation;
    private long nextFrame;
    private long nextInputByte;
    private long takenFrame;
    private long takenInputByte;
    private long toldFrame;
    private boolean takenIsNews;
    private final AtomicLong dropped = new AtomicLong();

    /** With a thread of its own. */
    public SwitchClient(
            SwitchEndpoint endpoint, String vm, ClaimantId claimant, boolean startsLife, Listener listener) {
        this(endpoint, vm, claimant, startsLife, listener, null);
    }

    /**
     * @param claimant this process; over TLS that of the endpoint's identity
     * @param startsLife this process was granted a cold start. Then its machine counts from 0, and the switch forgets the
     *     numbers of the VM's life before. False for a replica that joined a life by state transfer.
     * @param listener called on the client's thread
     * @param loop the client's thread, which goes on after it; null: one of its own
     */
    public SwitchClient(
            SwitchEndpoint endpoint,
            String vm,
            ClaimantId claimant,
            boolean startsLife,
            Listener listener,
            EventLoop loop) {
        String flaw = MessageCodec.flawOfName(vm);
        if (flaw != null) {
            throw new IllegalArgumentException(flaw);
        }
        this.endpoint = endpoint;
        this.vm = vm;
        this.claimant = claimant;
        this.startsLife = startsLife;
        this.listener = listener;
        this.uplink = new Uplink(endpoint, new Events(), loop);
    }

    @Override
    public void attach(long ownedGeneration, long frame, long inputByte) {
        uplink.execute(() -> {
            wantsAttach = true;
            generation = ownedGeneration;
            nextFrame = Math.max(nextFrame, frame);
            nextInputByte = Math.max(nextInputByte, inputByte);
            sendAttach();
        });
    }

    /** {@inheritDoc} The bytes belong to the client from now on. */
    @Override
    public void sendFrame(long number, byte[] frame) {
        // What is too long for any cable still needs its number taken, or its sender would wait for that for ever.
        byte[] bytes = frame.length > Ethernet.MAX_FRAME_BYTES ? new byte[0] : frame;
        uplink.execute(() -> keep(new Kept(new Message.FrameOut(number, bytes), true, number + 1, bytes.length)));
    }

    @Override
    public void sendConsole(long number, byte[] data) {
        for (int from = 0; from < data.length; from += MessageCodec.MAX_CONSOLE_BYTES) {
            int to = Math.min(from + MessageCodec.MAX_CONSOLE_BYTES, data.length);
            Message chunk = new Message.ConsoleOut(number + from, Arrays.copyOfRange(data, from, to));
            long next = number + to;
            int bytes = to - from;
            uplink.execute(() -> keep(new Kept(chunk, false, next, bytes)));
        }
    }

    /**
     * {@inheritDoc} Told with the next output, with the next ping, or when it is much: it only trims the switch's ring, and a
     * message of its own for each input would be a record, a system call and two wake-ups.
     */
    @Override
    public void taken(long frame, long inputByte) {
        uplink.execute(() -> {
            takenFrame = frame;
            takenInputByte = inputByte;
            takenIsNews = true;
            if (takenFrame - toldFrame >= MAX_UNTOLD) {
                tellTaken();
            }
        });
    }

    private void tellTaken() {
        if (takenIsNews && attached) {
            uplink.send(new Message.Taken(takenFrame, takenInputByte));
            toldFrame = takenFrame;
            takenIsNews = false;
        }
    }

    /** Outputs lost because the switch was away for too long. */
    public long dropped() {
        return dropped.get();
    }

    /** Sends no more; outputs already given are on their way if the switch is there. Waits at most 2 s. */
    @Override
    public void close() {
        uplink.close();
    }

    private void sendAttach() {
        if (wantsAttach && !fenced) {
            uplink.send(new Message.Attach(vm, claimant, generation, startsLife, nextFrame, nextInputByte));
        }
    }

    private void keep(Kept output) {
        unsent.add(output);
        keptBytes += output.bytes;
        pump();
        while (unsent.size() + sent.size() > MAX_KEPT || keptBytes > MAX_KEPT_BYTES) {
            keptBytes -= (sent.isEmpty() ? unsent : sent).poll().bytes;
            dropped.incrementAndGet();
        }
    }

    private void pump() {
        while (attached && !unsent.isEmpty() && uplink.isWritable()) {
            Kept output = unsent.poll();
            sent.add(output);
            uplink.send(output.message);
            tellTaken();
        }
    }

    private void passed(Message.Passed passed) {
        while (!sent.isEmpty()
                && sent.peek().next <= (sent.peek().isFrame ? passed.nextFrame() : passed.nextConsoleByte())) {
            keptBytes -= sent.poll().bytes;
        }
        listener.passed(passed.nextFrame(), passed.nextConsoleByte());
    }

    private void unattached() {
        attached = false;
        while (!sent.isEmpty()) {
            unsent.addFirst(sent.pollLast());
        }
    }

    private void fenced(String reason) {
        fenced = true;
        unattached();
        listener.fenced(reason);
    }

    private void refused(Message.AttachRefused refusal) {
        if (refusal.lost()) {
            fenced(refusal.reason());
        } else {
            unattached();
            turnedAway = true;
            listener.reachable(false, refusal.reason());
            uplink.schedule(this::sendAttach, RETRY_MILLIS);
        }
    }

    private void frame(Message.FrameIn in) {
        if (in.number() >= nextFrame) {
            nextFrame = in.number() + 1;
            listener.frame(in.number(), in.frame());
        }
    }

    private void consoleInput(Message.ConsoleIn in) {
        long end = in.number() + in.data().length;
        if (end > nextInputByte) {
            int known = (int) Math.max(0, nextInputByte - in.number());
            nextInputByte = end;
            listener.consoleInput(in.number() + known, Arrays.copyOfRange(in.data(), known, in.data().length));
        }
    }

    private final class Events implements Uplink.User {
        @Override
        public void up() {
            listener.reachable(true, "connected to the switch at " + endpoint);
            sendAttach();
        }

        @Override
        public void down(String reason) {
            unattached();
            if (!fenced) {
                listener.reachable(false, reason);
            }
        }

        @Override
        public void message(Message message) {
            if (fenced) {
                return;
            }
            if (message instanceof Message.FrameIn in) {
                frame(in);
            } else if (message instanceof Message.ConsoleIn in) {
                consoleInput(in);
            } else if (message instanceof Message.Passed passed) {
                passed(passed);
            } else if (message instanceof Message.Attached) {
                unattached();
                attached = true;
                if (turnedAway) {
                    turnedAway = false;
                    listener.reachable(true, "attached at the switch at " + endpoint);
                }
                listener.attached();
                pump();
            } else if (message instanceof Message.AttachRefused refusal) {
                refused(refusal);
            } else if (message instanceof Message.Fenced fence) {
                fenced(fence.reason());
            }
        }

        @Override
        public void writable() {
            pump();
        }

        @Override
        public void pinging() {
            tellTaken();
        }
    }
}
