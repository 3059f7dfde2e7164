package dev.understudy.vmm.device;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import java.util.Arrays;

/**
 * Platform-level interrupt controller with 96 level-triggered sources and two contexts: 0 is hart 0 in M-mode, 1 in
 * S-mode. RISC-V PLIC specification 1.0.0.
 *
 * <pre>
 *   0x000000  priority of source 0, 1, …       4 bytes each, 0 (never) to 7
 *   0x001000  pending bits                     read only
 *   0x002000  enable bits, 0x80 a context
 *   0x200000  threshold, +4 claim/complete, 0x1000 a context
 * </pre>
 *
 * Between wire and pending bit stands the gateway: it forwards a raised wire once, and again only after completion, if the
 * wire is raised still. A forwarded request stays pending when the wire falls.
 */
public final class Plic implements Device {
    /** Highest source number. */
    public static final int SOURCES = 96;

    private static final int WORDS = SOURCES / 32 + 1;
    private static final int MAX_PRIORITY = 7;

    private static final int PENDING = 0x1000;
    private static final int ENABLE = 0x2000;
    private static final int ENABLE_STRIDE = 0x80;
    private static final int CONTEXT = 0x20_0000;
    private static final int CONTEXT_STRIDE = 0x1000;

    private final Context[] contexts;
    private final byte[] priority = new byte[SOURCES + 1];
    private final int[] raised = new int[WORDS];
    private final int[] pending = new int[WORDS];
    /** Forwarded and not completed: the gateway is shut. */
    private final int[] claimed = new int[WORDS];

    /** One privilege mode of the hart as a target of interrupts. */
    private static final class Context {
        final InterruptLine line;
        final int[] enabled = new int[WORDS];
        int threshold;

        Context(InterruptLine line) {
            this.line = line;
        }
    }

    public Plic(InterruptLine machineExternal, InterruptLine supervisorExternal) {
        contexts = new Context[] {new Context(machineExternal), new Context(supervisorExternal)};
    }

    /** The wire of source {@code irq}, 1 to 96. */
    public InterruptLine source(int irq) {
        if (irq < 1 || irq > SOURCES) {
            throw new IllegalArgumentException("interrupt source " + irq + " is not in 1.." + SOURCES);
        }
        return raised -> drive(irq, raised);
    }

    private void drive(int irq, boolean high) {
        if (has(raised, irq) == high) {
            return;
        }
        put(raised, irq, high);
        if (high && !has(claimed, irq) && !has(pending, irq)) {
            put(pending, irq, true);
            driveLines();
        }
    }

    @Override
    public long load(int offset, int size) {
        if (size != 4 || (offset & 3) != 0) {
            return 0;
        }
        if (offset < PENDING) {
            return offset / 4 <= SOURCES ? priority[offset / 4] : 0;
        }
        if (offset < ENABLE) {
            return wordOf(pending, (offset - PENDING) / 4);
        }
        if (offset < CONTEXT) {
            Context context = contextAt(offset - ENABLE, ENABLE_STRIDE);
            return context == null ? 0 : wordOf(context.enabled, (offset - ENABLE) % ENABLE_STRIDE / 4);
        }
        Context context = contextAt(offset - CONTEXT, CONTEXT_STRIDE);
        if (context == null) {
            return 0;
        }
        return switch ((offset - CONTEXT) % CONTEXT_STRIDE) {
            case 0 -> context.threshold;
            case 4 -> claim(context);
            default -> 0;
        };
    }

    @Override
    public void store(int offset, int size, long value) {
        if (size != 4 || (offset & 3) != 0) {
            return;
        }
        if (offset < PENDING) {
            if (offset != 0 && offset / 4 <= SOURCES) {
                priority[offset / 4] = (byte) (value & MAX_PRIORITY);
            }
        } else if (offset >= CONTEXT) {
            Context context = contextAt(offset - CONTEXT, CONTEXT_STRIDE);
            int register = (offset - CONTEXT) % CONTEXT_STRIDE;
            if (context != null && register == 0) {
                context.threshold = (int) value & MAX_PRIORITY;
            } else if (context != null && register == 4) {
                complete(context, value & 0xffff_ffffL);
            }
        } else if (offset >= ENABLE) {
            enable(offset - ENABLE, (int) value);
        }
        driveLines();
    }

    private Context contextAt(int offset, int stride) {
        return offset / stride < contexts.length ? contexts[offset / stride] : null;
    }

    private void enable(int offset, int value) {
        Context context = contextAt(offset, ENABLE_STRIDE);
        int word = offset % ENABLE_STRIDE / 4;
        if (context != null && word < WORDS) {
            context.enabled[word] = value & existing(word);
        }
    }

    /** Sources of a word that exist: not source 0, none above the last. */
    private static int existing(int word) {
        return word == 0 ? ~1 : word == WORDS - 1 ? (1 << SOURCES % 32 << 1) - 1 : ~0;
    }

    /** Takes the pending enabled source of highest priority, of equals the lowest; 0 if none. The threshold has no say. */
    private int claim(Context context) {
        int best = best(context, 0);
        if (best != 0) {
            put(pending, best, false);
            put(claimed, best, true);
            driveLines();
        }
        return best;
    }

    /** A completion of a source that this context has not enabled is ignored, as specified. */
    private void complete(Context context, long source) {
        if (source < 1 || source > SOURCES || !has(context.enabled, (int) source)) {
            return;
        }
        int irq = (int) source;
        if (has(claimed, irq)) {
            put(claimed, irq, false);
            put(pending, irq, has(raised, irq));
        }
    }

    private int best(Context context, int abovePriority) {
        int best = 0;
        int bestPriority = abovePriority;
        for (int word = 0; word < WORDS; word++) {
            for (int bits = pending[word] & context.enabled[word]; bits != 0; bits &= bits - 1) {
                int irq = word * 32 + Integer.numberOfTrailingZeros(bits);
                if (priority[irq] > bestPriority) {
                    best = irq;
                    bestPriority = priority[irq];
                }
            }
        }
        return best;
    }

    private void driveLines() {
        for (Context context : contexts) {
            context.line.set(best(context, context.threshold) != 0);
        }
    }

    private static boolean has(int[] bits, int irq) {
        return (bits[irq / 32] >>> irq % 32 & 1) != 0;
    }

    private static void put(int[] bits, int irq, boolean value) {
        int mask = 1 << irq % 32;
        bits[irq / 32] = value ? bits[irq / 32] | mask : bits[irq / 32] & ~mask;
    }

    private static long wordOf(int[] bits, int word) {
        return word < WORDS ? bits[word] & 0xffff_ffffL : 0;
    }

    @Override
    public void reset() {
        Arrays.fill(priority, (byte) 0);
        for (int word = 0; word < WORDS; word++) {
            raised[word] = 0;
            pending[word] = 0;
            claimed[word] = 0;
            contexts[0].enabled[word] = 0;
            contexts[1].enabled[word] = 0;
        }
        contexts[0].threshold = 0;
        contexts[1].threshold = 0;
        driveLines();
    }

    @Override
    public void save(ByteWriter out) {
        out.raw(priority);
        saveBits(out, raised);
        saveBits(out, pending);
        saveBits(out, claimed);
        for (Context context : contexts) {
            saveBits(out, context.enabled);
            out.u8(context.threshold);
        }
    }

    @Override
    public void restore(ByteReader in) {
        for (int irq = 0; irq <= SOURCES; irq++) {
            priority[irq] = (byte) restorePriority(in, irq == 0 ? 0 : MAX_PRIORITY);
        }
        restoreBits(in, raised);
        restoreBits(in, pending);
        restoreBits(in, claimed);
        for (Context context : contexts) {
            restoreBits(in, context.enabled);
            context.threshold = restorePriority(in, MAX_PRIORITY);
        }
        driveLines();
    }

    private static int restorePriority(ByteReader in, int limit) {
        int value = in.u8();
        if (value > limit) {
            throw new MalformedBytes("PLIC: a priority is " + value + ", over the limit of " + limit);
        }
        return value;
    }

    private static void saveBits(ByteWriter out, int[] bits) {
        for (int word : bits) {
            out.u32(word);
        }
    }

    private static void restoreBits(ByteReader in, int[] bits) {
        for (int word = 0; word < WORDS; word++) {
            bits[word] = in.u32();
            if ((bits[word] & ~existing(word)) != 0) {
                throw new MalformedBytes("PLIC: bits of sources outside 1.." + SOURCES);
            }
        }
    }
}
