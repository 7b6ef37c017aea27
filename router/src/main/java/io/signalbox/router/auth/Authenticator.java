package io.signalbox.router.auth;

import io.signalbox.protocol.options.HelloDetails;

/** Authentication method of a listening transport. Thread-safe. */
public interface Authenticator {

    /** Returns the name in HELLO and WELCOME, such as {@code anonymous}. */
    String method();

    /** Evaluates a HELLO. Does not block. */
    AuthStep begin(HelloDetails hello);
}
