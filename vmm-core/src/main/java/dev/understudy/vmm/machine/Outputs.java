package dev.understudy.vmm.machine;

import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.device.OutputPort;
import java.util.Arrays;

/**
 * Numbers and checksums what the devices say. Console bytes are collected into a chunk that closes when it is full, when
 * another output follows, or when the driver closes it: its number and content are then functions of state and log.
 */
final class Outputs implements OutputPort {
    private static final int MAX_CHUNK = 1024;

    private MachinePort port;
    private long outputs;
    private long frames;
    private long consoleBytes;
    private long checksum;
    private final byte[] chunk = new byte[MAX_CHUNK];
    private int chunkSize;

    private boolean unproved;
    private boolean resetAsked;
    private boolean endAsked;
    private int exitCode;

    void connect(MachinePort port) {
        this.port = port;
    }

    @Override
    public void frame(byte[] frame) {
        closeConsole();
        make(new Output.Frame(outputs, frames++, frame));
    }

    @Override
    public void console(int value) {
        chunk[chunkSize++] = (byte) value;
        if (chunkSize == MAX_CHUNK) {
            closeConsole();
        }
    }

    @Override
    public void disk(DiskRequest request) {
        if (request.kind().isOutput()) {
            closeConsole();
            make(new Output.Disk(outputs, request));
        } else {
            port.issue(request);
        }
    }

    @Override
    public void entropy(long id, int length) {
        port.entropy(id, length);
    }

    @Override
    public void powerOff(int code) {
        endAsked = true;
        exitCode = code;
    }

    @Override
    public void reset() {
        resetAsked = true;
    }

    /** Ends the chunk of console bytes, if there is one: it becomes an output. */
    void closeConsole() {
        if (chunkSize > 0) {
            byte[] data = Arrays.copyOf(chunk, chunkSize);
            chunkSize = 0;
            make(new Output.Console(outputs, consoleBytes, data));
            consoleBytes += data.length;
        }
    }

    private void make(Output output) {
        outputs++;
        checksum = output.checksum(checksum);
        unproved = true;
        port.output(output);
    }

    /** The access that may have made outputs is over: reports them. True if the vCPU must stop behind this instruction. */
    boolean endOfAccess() {
        if (endAsked) {
            closeConsole();
            make(new Output.PowerOff(outputs, exitCode));
            unproved = false;
            port.poweredOff(exitCode);
            return true;
        }
        if (resetAsked) {
            port.guestReset();
            return true;
        }
        if (unproved) {
            unproved = false;
            port.outputPoint(outputs, checksum);
        }
        return false;
    }

    /** Between two instructions: everything made so far is being proved by an entry that the driver makes. */
    void proved() {
        unproved = false;
    }

    /** True once after the guest asked for a reset. */
    boolean takeReset() {
        boolean asked = resetAsked;
        resetAsked = false;
        return asked;
    }

    boolean hasConsoleBytes() {
        return chunkSize > 0;
    }

    boolean ended() {
        return endAsked;
    }

    int exitCode() {
        return exitCode;
    }

    long outputs() {
        return outputs;
    }

    long checksum() {
        return checksum;
    }

    void save(ByteWriter out) {
        out.u64(outputs).u64(frames).u64(consoleBytes).u64(checksum);
        out.varint(chunkSize).raw(chunk, 0, chunkSize);
        out.flag(endAsked).u32(exitCode);
    }

    void restore(ByteReader in) {
        outputs = in.u64();
        frames = in.u64();
        consoleBytes = in.u64();
        checksum = in.u64();
        chunkSize = in.count(MAX_CHUNK - 1, "console bytes not yet closed");
        byte[] bytes = in.raw(chunkSize);
        System.arraycopy(bytes, 0, chunk, 0, chunkSize);
        endAsked = in.flag();
        exitCode = in.u32();
        unproved = false;
        resetAsked = false;
    }
}
