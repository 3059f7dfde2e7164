package dev.understudy.cli;

import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code host:port}; a port of 0, where one listens, takes a free one. */
record HostPort(String host, int port) {
    /** Resolved. */
    InetSocketAddress address() {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "cannot reach " + this, "no address is known for " + host, "give another host");
        }
        return address;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }

    static final class Converter implements ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String text) {
            int colon = text.lastIndexOf(':');
            try {
                int port = Integer.parseInt(text.substring(colon + 1));
                if (colon > 0 && port >= 0 && port <= 65535) {
                    return new HostPort(text.substring(0, colon).replaceAll("^\\[|]$", ""), port);
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw new TypeConversionException("'" + text + "' is not host:port with a port in 0..65535");
        }
    }
}
