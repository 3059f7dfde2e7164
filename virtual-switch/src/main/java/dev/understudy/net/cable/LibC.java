package dev.understudy.net.cable;

import com.sun.jna.Native;
import java.nio.ByteBuffer;

/**
 * The calls of the C library that a TAP device takes; of Linux with 64 bits. Buffers are direct. -1 is failure, {@link
 * Native#getLastError} its number.
 */
final class LibC {
    static final int O_RDWR = 0x2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int AF_INET = 2;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_CLOEXEC = 0x80000;
    static final short POLLIN = 1;
    static final int EAGAIN = 11;

    static {
        Native.register("c");
    }

    private LibC() {}

    static native int open(String path, int flags);

    static native int socket(int domain, int type, int protocol);

    static native int ioctl(int fd, long request, ByteBuffer argument);

    static native int poll(ByteBuffer descriptors, long count, int timeoutMillis);

    static native long read(int fd, ByteBuffer into, long count);

    static native long write(int fd, ByteBuffer from, long count);

    static native int close(int fd);

    static native String strerror(int number);
}
