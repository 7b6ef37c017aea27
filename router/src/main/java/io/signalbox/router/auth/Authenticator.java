package io.signalbox.router.auth;

import io.signalbox.protocol.options.HelloDetails;

/** One authentication method of a listener. Any thread may use it. */
public interface Authenticator {

    /** The name in HELLO and WELCOME, such as {@code anonymous}. */
    String method();

    /** Judges a HELLO without blocking. */
    AuthStep begin(HelloDetails hello);
}
