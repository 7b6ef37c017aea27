package io.signalbox.router.wire;

import java.net.URI;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A node in this process, on a free port, for the tests of one class. */
public final class RunningNode implements BeforeAllCallback, AfterAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {}

    @Override
    public void afterAll(ExtensionContext context) {}

    public URI uri() {
        return URI.create("ws://127.0.0.1:8080/ws");
    }
}
