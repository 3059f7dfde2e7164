package dev.understudy.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * A host port that is forwarded to a guest: {@code udp:127.0.0.1:5000:10.0.2.15:7}. Host address, guest address, or both
 * may be left out ({@code udp:5000:7}): then they are 127.0.0.1 and 10.0.2.15. The gateway itself forwards UDP, passt TCP.
 *
 * @param hostPort 0 to 65535; 0 takes any free port
 * @param guestAddress IPv4, in the gateway's network 10.0.2.0/24 but not the gateway itself
 * @param guestPort 1 to 65535
 */
public record ForwardSpec(Transport transport, InetAddress hostAddress, int hostPort, int guestAddress, int guestPort) {
    /** What is forwarded. */
    public enum Transport {
        UDP,
        TCP
    }

    private static final String FORM = "udp|tcp:[HOST-ADDRESS:]HOST-PORT:[GUEST-ADDRESS:]GUEST-PORT";
    private static final int DEFAULT_GUEST = 0x0a00_020f;

    public ForwardSpec {
        boolean inside = (guestAddress & 0xffff_ff00) == (GatewayPort.ADDRESS & 0xffff_ff00);
        int host = guestAddress & 0xff;
        if (!inside || host == 0 || host == 255 || guestAddress == GatewayPort.ADDRESS) {
            throw new IllegalArgumentException("guest address " + dotted(guestAddress)
                    + " is not one of 10.0.2.1 to 10.0.2.254 other than the gateway's " + dotted(GatewayPort.ADDRESS));
        }
    }

    /** Throws {@link IllegalArgumentException} that says what is wrong. */
    public static ForwardSpec parse(String text) {
        String[] parts = text.split(":", -1);
        if (!parts[0].equals("udp") && !parts[0].equals("tcp")) {
            throw flaw(text, "it begins with '" + parts[0] + "'; only udp and tcp are forwarded");
        }
        Transport transport = Transport.valueOf(parts[0].toUpperCase(Locale.ROOT));
        int hostParts = parts.length > 2 && parts[1].contains(".") ? 2 : 1;
        int guestParts = parts.length - 1 - hostParts;
        if (guestParts != 1 && guestParts != 2) {
            throw flaw(text, "it has " + parts.length + " parts");
        }
        int host = hostParts == 2 ? address(text, parts[1]) : 0x7f00_0001;
        int guest = guestParts == 2 ? address(text, parts[1 + hostParts]) : DEFAULT_GUEST;
        int hostPort = port(text, parts[hostParts], 0);
        int guestPort = port(text, parts[hostParts + guestParts], 1);
        try {
            return new ForwardSpec(transport, inet(host), hostPort, guest, guestPort);
        } catch (IllegalArgumentException e) {
            throw flaw(text, e.getMessage());
        }
    }

    /** The same forward from another host port. */
    public ForwardSpec withHostPort(int port) {
        return new ForwardSpec(transport, hostAddress, port, guestAddress, guestPort);
    }

    public boolean isTcp() {
        return transport == Transport.TCP;
    }

    InetSocketAddress hostSocket() {
        return new InetSocketAddress(hostAddress, hostPort);
    }

    @Override
    public String toString() {
        return transport.name().toLowerCase(Locale.ROOT) + ":" + hostAddress.getHostAddress() + ":" + hostPort + ":"
                + dotted(guestAddress) + ":" + guestPort;
    }

    public static String dotted(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }

    private static InetAddress inet(int address) {
        byte[] bytes = new byte[4];
        Ethernet.putU32(bytes, 0, address);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static int address(String text, String part) {
        try {
            return address(part);
        } catch (IllegalArgumentException e) {
            throw flaw(text, e.getMessage());
        }
    }

    /** An IPv4 address, as {@link #dotted} writes it. */
    public static int address(String text) {
        String[] bytes = text.split("\\.", -1);
        int address = 0;
        for (String each : bytes) {
            if (bytes.length != 4 || !each.matches("[0-9]{1,3}") || Integer.parseInt(each) > 255) {
                throw new IllegalArgumentException("'" + text + "' is no IPv4 address");
            }
            address = address << 8 | Integer.parseInt(each);
        }
        return address;
    }

    private static int port(String text, String part, int least) {
        if (!part.matches("[0-9]{1,5}") || Integer.parseInt(part) > 65535 || Integer.parseInt(part) < least) {
            throw flaw(text, "'" + part + "' is no port of " + least + " to 65535");
        }
        return Integer.parseInt(part);
    }

    private static IllegalArgumentException flaw(String text, String flaw) {
        return new IllegalArgumentException("forward '" + text + "': " + flaw + "; expected " + FORM);
    }
}
