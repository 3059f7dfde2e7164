package dev.understudy.net.cable;

import java.io.IOException;

/** This host does not give the TAP device that was asked for. */
public final class TapFailure extends IOException {
    private static final long serialVersionUID = 1L;

    TapFailure(String message) {
        super(message);
    }
}
