package dev.understudy.cli;

import dev.understudy.net.ForwardSpec;
import dev.understudy.net.PasstEndpoint;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How one process tells another where passt listens: {@code --passt 10.0.2.15=SOCKET}. */
final class PasstOptions {
    static final String RUNNING = "--passt";

    private PasstOptions() {}

    static String text(PasstEndpoint passt) {
        return ForwardSpec.dotted(passt.guestAddress()) + "=" + passt.socket();
    }

    static final class Converter implements ITypeConverter<PasstEndpoint> {
        @Override
        public PasstEndpoint convert(String text) {
            int split = text.indexOf('=');
            if (split < 0) {
                throw new TypeConversionException("'" + text + "' is not GUEST-ADDRESS=SOCKET");
            }
            try {
                int guest = ForwardSpec.address(text.substring(0, split));
                return new PasstEndpoint(guest, Path.of(text.substring(split + 1)));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
