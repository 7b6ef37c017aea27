package io.signalbox.router.auth;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.session.Arguments;
import io.signalbox.router.session.ServiceCallError;
import io.signalbox.router.session.ServiceCalls;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Authenticator that is a procedure of a realm. An error of the procedure is the refusal of the client. A procedure that is
 * absent, throws an exception, leaves or does not answer in time has failed. Thread-safe.
 */
public final class ProcedureAuthenticator implements ExternalAuthenticator {
    /** The {@code authprovider} of clients that a procedure authenticates. */
    public static final String PROVIDER = "dynamic";

    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);

    /** Longest text of a refusal, in characters. */
    private static final int MAX_TEXT = 1_000;

    private final DynamicMethodSettings settings;
    private final Function<String, ServiceCalls> realms;
    private final long timeoutNanos;

    /**
     * @param realms returns the calls that the router makes in a realm; null for an unknown realm
     * @param timeoutMillis time for an answer, from 1
     */
    public ProcedureAuthenticator(
            DynamicMethodSettings settings, Function<String, ServiceCalls> realms, long timeoutMillis) {
        this.settings = settings;
        this.realms = realms;
        this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    @Override
    public CompletionStage<?> authenticate(
            Optional<String> realm, Optional<String> authid, Map<String, Object> details) {
        Optional<String> home = settings.authenticatorRealm().or(() -> realm);
        ServiceCalls calls = home.map(realms).orElse(null);
        if (calls == null) {
            // The same failure as for a procedure that is absent: a client must not learn which realms exist.
            return CompletableFuture.failedStage(
                    new IllegalStateException("there is no realm for the authenticator " + settings.authenticator()));
        }
        Payload arguments = JSON.payload(Arrays.asList(realm.orElse(null), authid.orElse(null), details), Map.of());
        return calls.call(settings.authenticator(), arguments, timeoutNanos)
                .handle((result, failure) -> answer(realm, result, failure));
    }

    private Object answer(Optional<String> realm, Payload result, Throwable failure) {
        if (failure != null) {
            throw new CompletionException(cause(failure));
        }
        List<Object> arguments = new Arguments(result).list();
        if (arguments.size() != 1) {
            throw new IllegalArgumentException(
                    "the result has " + arguments.size() + " arguments instead of one role or dictionary");
        }
        Object answer = arguments.get(0);
        // Whoever registers procedures in the realm that a client asks for must not decide about other realms.
        if (settings.authenticatorRealm().isEmpty()
                && answer instanceof Map<?, ?> fields
                && fields.get("realm") instanceof String named
                && !named.equals(realm.orElseThrow())) {
            throw new IllegalArgumentException("the answer names another realm than HELLO; for such an authenticator"
                    + " name its own realm in 'authenticator-realm'");
        }
        return answer;
    }

    private Throwable cause(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof ServiceCallError error)) {
            return cause;
        }
        if (error.isOfApplication()) {
            return new AuthenticationRefused(error.uri(), text(error));
        }
        // The text of the error may repeat the arguments, which contain the ticket.
        return new IllegalStateException("the authenticator " + settings.authenticator() + " failed: " + error.uri());
    }

    private static String text(ServiceCallError error) {
        String text = error.getMessage();
        return text.isEmpty() ? error.uri() : text.substring(0, Math.min(MAX_TEXT, text.length()));
    }
}
