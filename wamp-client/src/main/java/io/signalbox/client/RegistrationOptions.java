package io.signalbox.client;

import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MatchPolicy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Options of a registration. Immutable.
 *
 * <pre>{@code
 * session.register("com.example.work", RegistrationOptions.EXACT.withInvoke(InvokePolicy.ROUNDROBIN).withConcurrency(4),
 *         invocation -> "done");
 * }</pre>
 */
public final class RegistrationOptions {
    /** The procedure itself. */
    public static final RegistrationOptions EXACT = new RegistrationOptions(MatchPolicy.EXACT, Map.of());

    /** All procedures that begin with the procedure (spec: Pattern-based Registrations). */
    public static final RegistrationOptions PREFIX = new RegistrationOptions(MatchPolicy.PREFIX, Map.of());

    /** All procedures with any component in the place of each empty component of the procedure. */
    public static final RegistrationOptions WILDCARD = new RegistrationOptions(MatchPolicy.WILDCARD, Map.of());

    private final MatchPolicy match;
    private final Map<String, Object> further;

    private RegistrationOptions(MatchPolicy match, Map<String, Object> further) {
        this.match = match;
        this.further = further;
    }

    /** Sets the match policy (spec: Pattern-based Registrations). */
    public RegistrationOptions withMatch(MatchPolicy policy) {
        return new RegistrationOptions(Objects.requireNonNull(policy, "policy"), further);
    }

    /** Sets the policy by which the router selects one of several callees (spec: Shared Registration). */
    public RegistrationOptions withInvoke(InvokePolicy policy) {
        return with("invoke", policy.wireName());
    }

    /**
     * Sets the maximum of invocations that this callee runs at the same time.
     *
     * @param max at least 1
     */
    public RegistrationOptions withConcurrency(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("the concurrency is " + max + ", not 1 or more");
        }
        return with("concurrency", (long) max);
    }

    /** Asks for the identity of each caller (spec: Caller Identification). */
    public RegistrationOptions withDisclosedCaller() {
        return with("disclose_caller", true);
    }

    /** Ends a registration of the same procedure by another callee. */
    public RegistrationOptions withForceReregister() {
        return with("force_reregister", true);
    }

    /** Has the router leave the timeout of calls to this callee (spec: Call Timeouts), see {@link Invocation#timeout}. */
    public RegistrationOptions withForwardedTimeout() {
        return with("forward_timeout", true);
    }

    /** Sets an option that the specification does not have, such as an option of one router. */
    public RegistrationOptions with(String option, Object value) {
        Objects.requireNonNull(option, "option");
        Map<String, Object> more = new LinkedHashMap<>(further);
        more.put(option, value);
        return new RegistrationOptions(match, Collections.unmodifiableMap(more));
    }

    /** Returns the options of REGISTER. */
    Map<String, Object> wire() {
        Map<String, Object> options = new LinkedHashMap<>();
        if (match != MatchPolicy.EXACT) {
            options.put("match", match.wireName());
        }
        options.putAll(further);
        return options;
    }
}
