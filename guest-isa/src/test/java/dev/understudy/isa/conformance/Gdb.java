package dev.understudy.isa.conformance;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A debugger of qemu's: the GDB remote serial protocol, as far as stepping needs it. qemu connects to it. */
final class Gdb implements Closeable {
    private static final int STOPPED_BY_TRAP = 5;
    private static final int FIRST_FLOAT_REGISTER = 33;
    private static final Pattern REGISTER = Pattern.compile("<reg name=\"(\\w+)\"[^>]*regnum=\"(\\d+)\"");

    private final Path path;
    private final ServerSocketChannel server;
    private final ByteBuffer in = ByteBuffer.allocate(1 << 16).flip();
    private final Map<String, Integer> controlRegisters = new HashMap<>();
    private SocketChannel connection;

    Gdb(Path path) throws IOException {
        this.path = path;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
    }

    /** What to start qemu with. */
    String[] options() {
        return new String[] {"-S", "-chardev", "socket,id=gdb,path=" + path, "-gdb", "chardev:gdb"};
    }

    /** Waits for qemu, whose end would end the waiting. */
    void accept(Process qemu) throws IOException {
        qemu.onExit().thenRun(this::endWaiting);
        connection = server.accept();
        ask("QStartNoAckMode");
        send("", "+");
        // Interrupts are taken while stepping.
        ask("Qqemu.sstep=1");
        Matcher matcher = REGISTER.matcher(document("riscv-csr.xml"));
        while (matcher.find()) {
            controlRegisters.put(matcher.group(1), Integer.parseInt(matcher.group(2)));
        }
    }

    /** In parts: {@code m} begins one that others follow, {@code l} the last. */
    private String document(String name) throws IOException {
        StringBuilder document = new StringBuilder();
        String part;
        do {
            part = ask("qXfer:features:read:" + name + ":" + Integer.toHexString(document.length()) + ",800");
            document.append(part.substring(1));
        } while (part.startsWith("m"));
        return document.toString();
    }

    private void endWaiting() {
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void runTo(long address) throws IOException {
        String where = Long.toHexString(address);
        ask("Z0," + where + ",4");
        expectTrap(ask("c"));
        ask("z0," + where + ",4");
    }

    void step() throws IOException {
        expectTrap(ask("s"));
    }

    private static void expectTrap(String reply) throws IOException {
        if (!reply.matches("[TS]0" + STOPPED_BY_TRAP + ".*")) {
            throw new IOException("qemu stopped otherwise than by a step or a breakpoint: " + reply);
        }
    }

    /** x0 to x31 and pc. */
    long[] registers() throws IOException {
        String hex = ask("g");
        long[] values = new long[33];
        for (int i = 0; i < values.length; i++) {
            values[i] = littleEndian(hex.substring(16 * i, 16 * i + 16));
        }
        return values;
    }

    long floatRegister(int index) throws IOException {
        return littleEndian(ask("p" + Integer.toHexString(FIRST_FLOAT_REGISTER + index)));
    }

    long controlRegister(String name) throws IOException {
        return littleEndian(ask("p" + Integer.toHexString(controlRegisters.get(name))));
    }

    private static long littleEndian(String hex) {
        return Long.reverseBytes(new BigInteger(hex, 16).longValue());
    }

    private String ask(String request) throws IOException {
        int sum = 0;
        for (byte b : request.getBytes(StandardCharsets.US_ASCII)) {
            sum += b;
        }
        send("$" + request + "#", String.format("%02x", sum & 0xff));
        while (read() != '$') {
            // An acknowledgement of the first request.
        }
        StringBuilder reply = new StringBuilder();
        for (char c = read(); c != '#'; c = read()) {
            reply.append(c);
        }
        read();
        read();
        return reply.toString();
    }

    private void send(String request, String end) throws IOException {
        connection.write(ByteBuffer.wrap((request + end).getBytes(StandardCharsets.US_ASCII)));
    }

    private char read() throws IOException {
        if (!in.hasRemaining()) {
            in.clear();
            if (connection.read(in) < 0) {
                throw new EOFException("qemu has ended");
            }
            in.flip();
        }
        return (char) (in.get() & 0xff);
    }

    @Override
    public void close() throws IOException {
        if (connection != null) {
            connection.close();
        }
        server.close();
        Files.deleteIfExists(path);
    }
}
