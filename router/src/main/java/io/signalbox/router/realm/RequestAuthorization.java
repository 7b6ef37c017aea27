package io.signalbox.router.realm;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.realm.Stage.Outcome;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Authorization;
import io.signalbox.router.session.AuthorizationRequest;
import io.signalbox.router.session.Authorizer;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Explanation;
import io.signalbox.router.session.RouterSession;
import java.util.Map;
import java.util.Objects;

/**
 * Authorization of requests: the rules for URIs, reserved names, and the permissions of the role or its authorizer. Confined
 * to the realm's loop.
 */
final class RequestAuthorization {
    private final UriRules rules;
    private final FailedAuthorizations failures;

    /** Rest of a request, behind its authorization. */
    @FunctionalInterface
    interface Rest {

        /** Returns the weight in the loop. */
        int run(Decision decision) throws ProtocolViolation;
    }

    RequestAuthorization(UriRules rules, FailedAuthorizations failures) {
        this.rules = rules;
        this.failures = failures;
    }

    /** Decides by the rules of the role. Returns {@code UNDECIDED} if only the authorizer of the role can decide. */
    Decision decide(RouterSession session, Action action, String uri, MatchPolicy match) {
        if (!rules.isValid(uri, match) || isReservedFor(action, uri)) {
            return Decision.DENIED;
        }
        return session.role().permissions().decide(action, uri, match);
    }

    /**
     * Calls the authorizer of the role. The rest of the request runs now, or after the decision arrives. The rest does
     * not run if the session is no longer open then.
     *
     * @return the weight in the loop
     */
    int ask(SessionLifecycle lifecycle, AuthorizationRequest request, Rest rest) throws ProtocolViolation {
        Authorizer authorizer = request.session().role().authorizer();
        return switch (answer(authorizer, request)) {
            case Decision decision -> rest.run(decision);
            case Authorization.Later later -> {
                lifecycle
                        .lane()
                        .<Decision>await(
                                later.decision(),
                                authorizer.timeoutNanos(),
                                "the authorization of " + request.action(),
                                outcome -> decided(lifecycle, decision(request, outcome), rest));
                yield 1;
            }
        };
    }

    private Authorization answer(Authorizer authorizer, AuthorizationRequest request) {
        try {
            Authorization answer = Objects.requireNonNull(authorizer.authorize(request), "the answer is null");
            return answer instanceof Decision decision ? checked(request, decision) : answer;
        } catch (Throwable failure) {
            return failed(request, failure);
        }
    }

    private Decision decision(AuthorizationRequest request, Outcome<Decision> outcome) {
        return switch (outcome) {
            case Outcome.Answered<Decision> answered -> checked(request, answered.value());
            case Outcome.Failed<Decision> failed -> failed(request, failed.cause());
            case Outcome.Late<Decision> late -> failed(request, "no answer in time");
        };
    }

    private Decision checked(AuthorizationRequest request, Decision decision) {
        return switch (decision) {
            case DENIED, ALLOWED, ALLOWED_AND_DISCLOSED -> decision;
            case UNDECIDED -> failed(request, "no decision");
            case FAILED -> {
                // The authorizer has logged the reason.
                failures.count();
                yield decision;
            }
        };
    }

    private Decision failed(AuthorizationRequest request, String reason) {
        failures.add(request, reason);
        return Decision.FAILED;
    }

    private Decision failed(AuthorizationRequest request, Throwable failure) {
        failures.add(request, failure);
        return Decision.FAILED;
    }

    private static void decided(SessionLifecycle lifecycle, Decision decision, Rest rest) {
        try {
            rest.run(decision);
        } catch (ProtocolViolation violation) {
            lifecycle.violated(violation, SessionLifecycle.VIOLATION);
        }
    }

    /** Sends the ERROR for a request that is not allowed. */
    void refuse(RouterSession session, Action action, long request, String uri, MatchPolicy match, Decision decision) {
        MessageType type = MessageType.valueOf(action.name());
        String error = ErrorUri.INVALID_URI;
        String message;
        if (!rules.isValid(uri, match)) {
            message = "not a valid URI for match policy " + match.wireName() + " in this realm";
        } else if (isReservedFor(action, uri)) {
            message = "URIs that begin with wamp or signalbox are reserved";
        } else if (decision == Decision.FAILED) {
            error = ErrorUri.AUTHORIZATION_FAILED;
            message = "the router could not find out whether role "
                    + session.role().name() + " may " + type + " " + uri;
        } else {
            error = ErrorUri.NOT_AUTHORIZED;
            message = "role " + session.role().name() + " may not " + type + " " + uri;
        }
        session.send(new ErrorMessage(type, request, Map.of(), error, Explanation.of(message)));
    }

    private static boolean isReservedFor(Action action, String uri) {
        return (action == Action.PUBLISH || action == Action.REGISTER) && UriRules.isReserved(uri);
    }
}
