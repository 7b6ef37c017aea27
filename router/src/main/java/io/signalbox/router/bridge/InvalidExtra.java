package io.signalbox.router.bridge;

/** Failure of a bridge to start because of its {@code extra}. The message has the key, and says how to correct it. */
public final class InvalidExtra extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidExtra(String message) {
        super(message);
    }
}
