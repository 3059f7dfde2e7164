package dev.understudy.net.cable;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Requests about one network interface, netdevice(7).
 *
 * <pre>
 *   struct ifreq   0 name, 16 bytes with a final 0   16 flags (2) or index (4)   40
 * </pre>
 */
final class InterfaceRequest {
    private static final long GET_FLAGS = 0x8913;
    private static final long SET_FLAGS = 0x8914;
    private static final long GET_INDEX = 0x8933;
    private static final long BRIDGE_ADD = 0x89a2;
    private static final long TUN_SET = 0x4004_54caL;

    private static final int NAME_BYTES = 16;
    private static final int SIZE = 40;
    private static final short UP = 0x1;

    /** Frames with their Ethernet headers, and nothing before them. */
    private static final short TAP_WITHOUT_HEADER = 0x0002 | 0x1000;

    private final String name;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());

    InterfaceRequest(String name) {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        if (text.length == 0 || text.length >= NAME_BYTES) {
            throw new IllegalArgumentException("interface '" + name + "' has no name of 1 to 15 characters");
        }
        this.name = name;
        bytes.put(0, text);
    }

    /** Makes the open {@code /dev/net/tun} this interface, which is made if it is not there. */
    void becomeTap(int tun) throws TapFailure {
        bytes.putShort(NAME_BYTES, TAP_WITHOUT_HEADER);
        call(tun, TUN_SET, bytes, "cannot have the TAP device " + name);
    }

    /** {@code socket}: any. */
    void setUp(int socket) throws TapFailure {
        call(socket, GET_FLAGS, bytes, "no flags of " + name);
        short flags = bytes.getShort(NAME_BYTES);
        if ((flags & UP) == 0) {
            bytes.putShort(NAME_BYTES, (short) (flags | UP));
            call(socket, SET_FLAGS, bytes, "cannot set " + name + " up");
        }
    }

    /** Plugs the interface into a bridge of the kernel. */
    void join(int socket, String bridge) throws TapFailure {
        call(socket, GET_INDEX, bytes, "no index of " + name);
        InterfaceRequest request = new InterfaceRequest(bridge);
        request.bytes.putInt(NAME_BYTES, bytes.getInt(NAME_BYTES));
        call(socket, BRIDGE_ADD, request.bytes, "cannot plug " + name + " into the bridge " + bridge);
    }

    private static void call(int fd, long request, ByteBuffer argument, String what) throws TapFailure {
        if (LibC.ioctl(fd, request, argument) < 0) {
            throw new TapFailure(what + ": " + LibC.strerror(Native.getLastError()));
        }
    }
}
