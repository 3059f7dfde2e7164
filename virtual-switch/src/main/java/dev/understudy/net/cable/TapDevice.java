package dev.understudy.net.cable;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A TAP device (Linux, Documentation/networking/tuntap.rst): what is written here arrives in the kernel as if from a cable, and
 * what the kernel sends into it is read here. Nothing waits but {@link #await}. One thread may read while another writes. The
 * device goes when it is closed, or its process ends, unless somebody else made it to stay.
 */
final class TapDevice implements AutoCloseable {
    private static final String TUN = "/dev/net/tun";

    private final int fd;
    private final String name;
    private final ByteBuffer in;
    private final ByteBuffer out;
    private final ByteBuffer poll = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());

    private TapDevice(int fd, String name, int maxFrameBytes) {
        this.fd = fd;
        this.name = name;
        in = ByteBuffer.allocateDirect(maxFrameBytes);
        out = ByteBuffer.allocateDirect(maxFrameBytes);
    }

    /**
     * Opens the device, and makes it if it is not there, which takes the right to administer the network.
     *
     * @param bridge of the kernel, to plug it into; null for none
     * @param maxFrameBytes longer frames are cut off when read, and not written
     */
    static TapDevice open(String name, String bridge, int maxFrameBytes) throws TapFailure {
        int fd = LibC.open(TUN, LibC.O_RDWR | LibC.O_NONBLOCK | LibC.O_CLOEXEC);
        if (fd < 0) {
            throw new TapFailure("cannot open " + TUN + ": " + LibC.strerror(Native.getLastError()));
        }
        try {
            InterfaceRequest device = new InterfaceRequest(name);
            device.becomeTap(fd);
            configure(device, bridge);
            return new TapDevice(fd, name, maxFrameBytes);
        } catch (TapFailure e) {
            LibC.close(fd);
            throw e;
        }
    }

    private static void configure(InterfaceRequest device, String bridge) throws TapFailure {
        int socket = LibC.socket(LibC.AF_INET, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
        try {
            if (bridge != null) {
                device.join(socket, bridge);
            }
            device.setUp(socket);
        } finally {
            LibC.close(socket);
        }
    }

    String name() {
        return name;
    }

    /** Waits for a frame; true if one may be there. */
    boolean await(int timeoutMillis) {
        poll.putInt(0, fd).putShort(4, LibC.POLLIN).putShort(6, (short) 0);
        return LibC.poll(poll, 1, timeoutMillis) > 0;
    }

    /** The next frame, or null if none is there. */
    byte[] read() throws IOException {
        long count = LibC.read(fd, in, in.capacity());
        if (count >= 0) {
            byte[] frame = new byte[(int) count];
            in.get(0, frame);
            return frame;
        }
        throwUnlessFull();
        return null;
    }

    /** False if the kernel has no room for it now. */
    boolean write(byte[] frame) throws IOException {
        if (frame.length > out.capacity()) {
            return false;
        }
        out.put(0, frame);
        if (LibC.write(fd, out, frame.length) >= 0) {
            return true;
        }
        throwUnlessFull();
        return false;
    }

    private void throwUnlessFull() throws IOException {
        int error = Native.getLastError();
        if (error != LibC.EAGAIN) {
            throw new IOException("TAP device " + name + ": " + LibC.strerror(error));
        }
    }

    /** Nobody may read or write any more. */
    @Override
    public void close() {
        LibC.close(fd);
    }
}
