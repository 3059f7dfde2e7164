package dev.understudy.net;

import java.util.regex.Pattern;

/**
 * A TAP device to plug into the switch: {@code NAME} or {@code NAME,bridge=BRIDGE}.
 *
 * @param bridge of this host's kernel, to plug the device into; null for none
 */
public record TapSpec(String name, String bridge) {
    private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}");
    private static final String BRIDGE = ",bridge=";

    public TapSpec {
        check(name);
        if (bridge != null) {
            check(bridge);
        }
    }

    /** Throws {@link IllegalArgumentException} that says what is wrong. */
    public static TapSpec parse(String text) {
        int split = text.indexOf(BRIDGE);
        return split < 0
                ? new TapSpec(text, null)
                : new TapSpec(text.substring(0, split), text.substring(split + BRIDGE.length()));
    }

    private static void check(String name) {
        if (!INTERFACE.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name of an interface: 1 to 15 letters, digits or _.-");
        }
    }

    @Override
    public String toString() {
        return bridge == null ? name : name + BRIDGE + bridge;
    }
}
