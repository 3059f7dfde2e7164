package dev.understudy.cli;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        /** An IPv6 address may stand in brackets. */
        private static final Pattern FORM = Pattern.compile("(?:\\[([^\\[\\]]+)]|([^\\[\\]]+)):([0-9]{1,5})");

        @Override
        public HostPort convert(String text) {
            Matcher form = FORM.matcher(text);
            if (form.matches() && Integer.parseInt(form.group(3)) <= 65535) {
                String host = form.group(1) == null ? form.group(2) : form.group(1);
                return new HostPort(host, Integer.parseInt(form.group(3)));
            }
            throw new TypeConversionException("'" + text + "' is not host:port with a port in 0..65535");
        }
    }
}
