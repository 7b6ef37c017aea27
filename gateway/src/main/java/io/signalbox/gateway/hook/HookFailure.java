package io.signalbox.gateway.hook;

import io.signalbox.client.WampException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** Failure of a hook, as the argument {@code error} of a fault. Stateless and thread-safe. */
public final class HookFailure {
    private HookFailure() {}

    /** Returns the error of a failed call or publication. */
    public static Map<String, Object> error(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof WampException wamp
                ? error(wamp.uri(), wamp.args(), wamp.kwargs())
                : error(WampException.RUNTIME_ERROR, String.valueOf(cause.getMessage()));
    }

    /** Returns an error of this node, with an explanation for people. */
    public static Map<String, Object> error(String uri, String explanation) {
        return error(uri, List.of(String.valueOf(explanation)), Map.of());
    }

    private static Map<String, Object> error(String uri, Object args, Object kwargs) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("uri", uri);
        error.put("args", args);
        error.put("kwargs", kwargs);
        return error;
    }
}
