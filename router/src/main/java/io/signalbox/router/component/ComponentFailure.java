package io.signalbox.router.component;

import io.signalbox.client.WampException;
import io.signalbox.client.auth.InvalidAuth;
import io.signalbox.router.bridge.InvalidExtra;
import java.lang.reflect.InvocationTargetException;

/** Failure of a component whose message says what happened and what to do. */
final class ComponentFailure extends Exception {
    private static final long serialVersionUID = 1L;

    ComponentFailure(String message) {
        super(message);
    }

    /** Returns a failure in words. */
    static String text(Throwable failure) {
        return switch (failure) {
            case ComponentFailure known -> known.getMessage();
            case InvalidExtra invalid -> invalid.getMessage();
            case InvalidAuth invalid -> invalid.getMessage();
            case WampException wamp -> wamp.getMessage();
            case InvocationTargetException thrown -> "its constructor has thrown " + thrown.getCause();
            default -> "it has thrown " + failure;
        };
    }

    /** Returns the exception whose stack trace leads to the mistake; null if the words say it all. */
    static Throwable cause(Throwable failure) {
        return switch (failure) {
            case ComponentFailure known -> null;
            case InvalidExtra invalid -> null;
            case InvalidAuth invalid -> null;
            case InvocationTargetException thrown -> thrown.getCause();
            default -> failure;
        };
    }
}
