package io.signalbox.client;

import io.signalbox.client.value.Arguments;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Result of a call, or one of its progressive results.
 *
 * <pre>{@code
 * session.register("com.example.add", call -> call.arg(0, Integer.class) + call.arg(1, Integer.class));
 * CallResult result = session.call("com.example.add", 2, 3);
 * int sum = result.as(Integer.class);
 * }</pre>
 */
public final class CallResult implements Received {
    private final Arguments arguments;
    private final Map<String, Object> details;

    CallResult(Arguments arguments, Map<String, Object> details) {
        this.arguments = arguments;
        this.details = details;
    }

    @Override
    public Arguments arguments() {
        return arguments;
    }

    @Override
    public Map<String, Object> details() {
        return details;
    }

    /** Returns the first argument as a Java object. */
    public <T> T as(Class<T> type) {
        return arg(0, type);
    }

    /** Returns whether further results of the call follow. */
    public boolean isProgress() {
        return new Details(details).flag("progress");
    }

    /** Returns the session id of the callee, if the router discloses it. */
    public OptionalLong callee() {
        return new Details(details).number("callee");
    }

    /** Returns the authid of the callee, if the router discloses it. */
    public Optional<String> calleeAuthid() {
        return new Details(details).text("callee_authid");
    }

    /** Returns the role of the callee, if the router discloses it. */
    public Optional<String> calleeAuthrole() {
        return new Details(details).text("callee_authrole");
    }

    @Override
    public String toString() {
        return "CallResult" + arguments;
    }
}
